import { isNewer, type Ordinal } from '../lifecycle/ordinal.ts';
import { type DomainRecord, type Intent, intentOf, lastHeard } from '../lifecycle/record.ts';

/**
 * Why an event changes nothing.
 *
 * - `newer-event`: a later event is known
 * - `still-mapped`: the event removes the domain from one site, or removes an older item, and the domain is
 *   mapped to another site or by a newer item
 * - `own-domain`: the domain is the network's own, which is neither added nor removed
 */
export type Unheeded =
  | { readonly because: 'newer-event'; readonly newer: Ordinal }
  | { readonly because: 'still-mapped'; readonly siteId: number; readonly domainId: number | null }
  | { readonly because: 'own-domain' };

/**
 * Why the record does not say what an event asked for; undefined if it does.
 *
 * @param asked null if the event asked for a look
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

/** Whether an event changed nothing but what is remembered of it. */
function isAsBefore(before: DomainRecord, after: DomainRecord): boolean {
  return (
    intentOf(before) === intentOf(after) &&
    before.siteId === after.siteId &&
    before.domainId === after.domainId &&
    before.askedBy === after.askedBy
  );
}
