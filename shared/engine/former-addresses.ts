import type { FormerAddress } from '../problems/findings.ts';
import type { NetworkSettings, SeenAddress } from '../store/network-settings.ts';

/**
 * When the network moves, its customers' DNS records still lead to its old addresses. These count as right
 * for a while, during which customers are warned.
 */

/** A bound for a network whose addresses change with each answer. */
const MOST_REMEMBERED = 64;

/**
 * The addresses to remember after the network was seen with these.
 *
 * @returns `known` itself if nothing has changed
 */
export function addressesSeen(
  known: readonly SeenAddress[],
  current: readonly string[],
  now: number,
  graceMs: number,
): readonly SeenAddress[] {
  const isCurrent = new Set(current);
  const gone = known
    .filter(({ address }) => !isCurrent.has(address))
    .map(({ address, goneAt = now }) => ({ address, goneAt }))
    .filter(({ goneAt }) => now < goneAt + graceMs)
    .toSorted((one, other) => other.goneAt - one.goneAt);
  const after = [...current.toSorted().map((address) => ({ address })), ...gone].slice(
    0,
    MOST_REMEMBERED,
  );
  return isSame(after, known) ? known : after;
}

function isSame(one: readonly SeenAddress[], other: readonly SeenAddress[]): boolean {
  const keyOf = ({ address, goneAt }: SeenAddress) => `${address} ${goneAt ?? ''}`;
  const keys = new Set(other.map(keyOf));
  return one.length === keys.size && one.every((seen) => keys.has(keyOf(seen)));
}

/**
 * The addresses that still count as right if the network no longer has them. It may have left one that it had when it
 * was last looked up, which the next sweep notices.
 */
export function formerAddresses(
  { networkAddresses = [] }: NetworkSettings,
  now: number,
  graceMs: number,
): readonly FormerAddress[] {
  return networkAddresses.flatMap(({ address, goneAt = now }) => {
    const until = goneAt + graceMs;
    return now < until ? [{ address, until }] : [];
  });
}
