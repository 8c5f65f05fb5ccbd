/**
 * What takes a live domain down: Ultimate Multisite stops serving it then, so it has to be proved that
 * no visitor would miss it. Everything else is a problem that is told beside a stage that stays.
 */

import type { CertificateFinding, DnsFinding } from '../problems/findings.ts';
import type { DomainRecord } from './record.ts';
import { isLive } from './stage.ts';

/** The tries that take a live domain down lie at least so far apart, the first from the last. */
export const LOST_FOR_MS = 60 * 60 * 1000;

/**
 * Whether a look proves that the domain has left. Not of one that our own check has not once seen right:
 * the multisite has it live for a reason that we do not see.
 */
export function provesDeparture({ seenRight }: DomainRecord, { visitors }: DnsFinding): boolean {
  switch (visitors) {
    case 'elsewhere':
      return seenRight !== null;
    case 'elsewhere-unless-proxied':
      return seenRight?.by === 'address';
    default:
      return false;
  }
}

/** Whether a look proves that no visitor gets a right certificate, and once they did. */
export function provesCertificateLost(
  { seenRight }: DomainRecord,
  { wrongEverywhere }: CertificateFinding,
): boolean {
  return seenRight !== null && wrongEverywhere;
}

/** How often a live domain was proved lost in a row, and since when. */
export interface Losing {
  readonly tries: number;
  readonly lostSince: number | null;
}

export const NOT_LOSING: Losing = { tries: 0, lostSince: null };

/**
 * After one more look that proves it.
 *
 * @param tries those before it; without `lostSince` they were counted by other rules, and do not count
 */
export function losingOnceMore(
  { lostSince }: DomainRecord,
  tries: number,
  now: number,
): Losing & { readonly lostSince: number } {
  return lostSince === null || tries === 0
    ? { tries: 1, lostSince: now }
    : { tries: tries + 1, lostSince };
}

/** Whether the tries, and the time over which they were made, are enough. */
export function isLost({ tries, lostSince }: Losing, maxTries: number, now: number): boolean {
  return tries >= maxTries && lostSince !== null && now - lostSince >= LOST_FOR_MS;
}

/** Whether a look has taken a live domain down. */
export function isTakenDown(before: DomainRecord, after: DomainRecord | undefined): boolean {
  return after !== undefined && isLive(before.stage) && !isLive(after.stage);
}
