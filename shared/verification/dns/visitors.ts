import type { Visitors } from '../../problems/findings.ts';
import { knownProxy } from '../known-proxy.ts';
import type { Proof } from '../proof/answers.ts';
import type { ServerView } from './propagation.ts';
import { VISITORS_BY_PROOF } from './proxied.ts';

/** The judgement of one server's answer, and whether the site at its addresses proved to be ours. */
export interface SeenView {
  readonly view: ServerView;
  readonly proof: Proof | 'not-asked';
}

/**
 * The first of these that a view has decides: the views come in the order of how little they prove that
 * visitors are gone.
 */
const COUNTS_FIRST = ['here', 'unknown', 'elsewhere-unless-proxied', 'elsewhere'] as const;

/**
 * Where visitors end up while no server's answer is right.
 *
 * @param seen the view that visitors get by default, and that of the zone's own servers if it differs
 * @param others the views of all other servers: each may still lead some visitors here
 * @param canProve whether the proof can be asked for at all
 */
export function visitorsSeen(
  seen: readonly SeenView[],
  others: readonly ServerView[],
  canProve: boolean,
): Visitors {
  const found = [
    ...seen.map((one) => visitorsBy(one, canProve)),
    ...others.map(({ finding }) => finding.visitors).filter((visitors) => visitors === 'here'),
  ];
  return COUNTS_FIRST.find((visitors) => found.includes(visitors)) ?? 'unknown';
}

/** A page that is missing at a well-known proxy, or another one in its place, may be the proxy's own. */
const THROUGH_PROXY = {
  here: 'here',
  unknown: 'unknown',
  'elsewhere-unless-proxied': 'unknown',
  elsewhere: 'elsewhere-unless-proxied',
} as const satisfies Record<Visitors, Visitors>;

function visitorsBy({ view: { finding }, proof }: SeenView, canProve: boolean): Visitors {
  const { visitors, addresses } = finding;
  // Without an address that can be connected to, there is no proxy either.
  if (visitors !== 'elsewhere' || addresses.length === 0) return visitors;
  const shown = proof === 'not-asked' ? unasked(canProve) : VISITORS_BY_PROOF[proof];
  return knownProxy(addresses) === undefined ? shown : THROUGH_PROXY[shown];
}

function unasked(canProve: boolean): Visitors {
  return canProve ? 'unknown' : 'elsewhere-unless-proxied';
}
