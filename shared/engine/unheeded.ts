import { isNewer, type Ordinal } from '../lifecycle/ordinal.ts';
import { type DomainRecord, type Intent, intentOf, lastHeard } from '../lifecycle/record.ts';

/**
 * Why an event changes nothing.
 *
 * - `newer-event`: one that occurred later is known
 * - `still-mapped`: it removes the domain from one site, or an older record of it, and the domain is mapped
 *   to another site, or by a newer record
 * - `own-domain`: its domain is the network's own, which is neither added nor removed
 */
export type Unheeded =
  | { readonly because: 'newer-event'; readonly newer: Ordinal }
  | { readonly because: 'still-mapped'; readonly siteId: number; readonly domainId: number | null }
  | { readonly because: 'own-domain' };

/**
 * Why what an event asked for is not what the record says now; undefined if it is.
 *
 * @param asked null if it asked for a look
 */
export function unheededBy(
  asked: Intent | null,
  ordinal: Ordinal,
  before: DomainRecord | undefined,
  after: DomainRecord,
): Unheeded | undefined {
  if (!before || !isAsBefore(before, after)) return undefined;
  const newer = lastHeard(after);
  if (isNewer(newer, ordinal)) return { because: 'newer-event', newer };
  const { siteId, domainId } = after;
  const isStillMapped = asked === 'unmapped' && intentOf(after) === 'mapped';
  return isStillMapped ? { because: 'still-mapped', siteId, domainId } : undefined;
}

/** What was only remembered of an event changes nothing. */
function isAsBefore(before: DomainRecord, after: DomainRecord): boolean {
  return (
    intentOf(before) === intentOf(after) &&
    before.siteId === after.siteId &&
    before.domainId === after.domainId &&
    before.askedBy === after.askedBy
  );
}
