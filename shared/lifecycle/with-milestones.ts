import type { Milestone } from './milestone.ts';
import { type DomainRecord, intentOf } from './record.ts';
import { CERTIFICATE_REQUEST_MS } from './rest.ts';

const MILESTONES_LENGTH = 50;

/**
 * The record after a change, with the milestones that the change brought. They are found by comparing both
 * records, so that the code that makes a change need not know of them.
 *
 * @param now milliseconds since the epoch
 */
export function withMilestones<After extends DomainRecord | undefined>(
  before: DomainRecord | undefined,
  after: After,
  now: number,
): After {
  if (after === undefined || after === before) return after;
  const happened = milestonesBetween(before, after, now).map((what) => ({ what, at: now }));
  if (happened.length === 0) return after;
  return { ...after, milestones: latest([...after.milestones, ...happened]) };
}

/** Milestones that repeat: they must not displace the one that shows since when the domain is mapped. */
const ROUTINE: ReadonlySet<Milestone['what']> = new Set(['check-asked', 'certificate-requested']);

/** The milestones that are kept. If there are too many, the oldest repeating ones are forgotten first. */
function latest(milestones: readonly Milestone[]): readonly Milestone[] {
  const tooMany = milestones.length - MILESTONES_LENGTH;
  if (tooMany <= 0) return milestones;
  const forgotten = new Set(milestones.filter(({ what }) => ROUTINE.has(what)).slice(0, tooMany));
  return milestones.filter((one) => !forgotten.has(one)).slice(-MILESTONES_LENGTH);
}

function milestonesBetween(
  before: DomainRecord | undefined,
  after: DomainRecord,
  now: number,
): Milestone['what'][] {
  const { alias, askedBy, certificateRequestAt } = after;
  const isNewIntent = before === undefined || intentOf(before) !== intentOf(after);
  const isNewAlias = before?.alias.state !== alias.state;
  const isAsked = askedBy !== null && askedBy.id !== before?.askedBy?.id;
  const isRequested =
    before?.certificateRequestAt !== certificateRequestAt &&
    certificateRequestAt === now + CERTIFICATE_REQUEST_MS;
  return [
    ...(isNewIntent ? [intentOf(after)] : []),
    ...(isAsked ? ['check-asked' as const] : []),
    ...(isNewAlias && alias.state === 'added' ? ['alias-added' as const] : []),
    ...(isNewAlias && alias.state === 'rejected' ? ['alias-refused' as const] : []),
    ...(isNewAlias && alias.state === 'removed' ? ['alias-removed' as const] : []),
    ...(isRequested ? ['certificate-requested' as const] : []),
  ];
}
