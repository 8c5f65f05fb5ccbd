/**
 * When a live domain is taken down. Ultimate Multisite then stops serving it, so there must be proof that no
 * visitor would miss it. Every other problem is shown beside the unchanged stage.
 */

import type { CertificateFinding, DnsFinding } from '../problems/findings.ts';
import type { DomainRecord } from './record.ts';
import { isLive } from './stage.ts';

/** The shortest time between the first and the last of the looks that take a live domain down. */
const LOST_FOR_MS = 60 * 60 * 1000;

/**
 * Whether a look proves that the domain has left. A domain that our own check has never seen right is not
 * proved to have left: it is live in the multisite for a reason that we cannot see. Nor is one that is still
 * at a proxy through which it was seen right: a page there may be the proxy's own, such as a challenge.
 */
export function provesDeparture(
  { seenRight }: DomainRecord,
  { visitors, addresses }: DnsFinding,
): boolean {
  switch (visitors) {
    case 'elsewhere':
      return seenRight !== null && !addresses.some((one) => seenRight.proxy?.includes(one));
    case 'elsewhere-unless-proxied':
      return seenRight?.by === 'address';
    default:
      return false;
  }
}

/** Whether a look proves that no visitor gets a right certificate, although visitors once did. */
export function provesCertificateLost(
  { seenRight }: DomainRecord,
  { wrongEverywhere }: CertificateFinding,
): boolean {
  return seenRight !== null && wrongEverywhere;
}

/** How many looks in a row have proved a live domain lost, and since when. */
export interface Losing {
  readonly tries: number;
  readonly lostSince: number | null;
}

export const NOT_LOSING: Losing = { tries: 0, lostSince: null };

/**
 * The count after one more look that proves the loss.
 *
 * @param tries the looks before it; without `lostSince` they were counted by other rules, and do not count
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

/** Whether there were enough tries, over a long enough time. */
export function isLost({ tries, lostSince }: Losing, maxTries: number, now: number): boolean {
  return tries >= maxTries && lostSince !== null && now - lostSince >= LOST_FOR_MS;
}

/** Whether a look has taken a live domain down. */
export function isTakenDown(before: DomainRecord, after: DomainRecord | undefined): boolean {
  return after !== undefined && isLive(before.stage) && !isLive(after.stage);
}
