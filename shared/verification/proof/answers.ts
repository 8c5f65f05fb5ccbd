/**
 * The result of asking a site for the proof that it is ours.
 *
 * - `proven`: every address led to the multisite
 * - `redirected`: the same, but some addresses redirected to the domain's `www` twin first
 * - `mixed`: some addresses led to the multisite, others to another site
 * - `other-secret`: a proof was given, but made with another secret than ours
 * - `hidden`: a proxy answered in its own name, so the site behind it is unknown
 * - `unknown`: an answer from which nothing can be concluded
 * - `silent`: nobody answered, or no address could be asked
 * - `absent`: every address that answered has no such page, as our own site without its plugin
 * - `refuted`: every address that answered showed another page there
 */
export type Proof =
  | 'proven'
  | 'redirected'
  | 'mixed'
  | 'other-secret'
  | 'hidden'
  | 'unknown'
  | 'silent'
  | 'absent'
  | 'refuted';

/** The result for one address. `no-route`: the address cannot be reached from here. */
export type AddressProof = Exclude<Proof, 'mixed'> | 'no-route';

/** Of several answers, the one that is least against the site counts. */
const STRONGEST_FIRST = [
  'proven',
  'redirected',
  'other-secret',
  'hidden',
  'unknown',
  'absent',
  'refuted',
  'silent',
] as const satisfies readonly AddressProof[];

const OURS: ReadonlySet<AddressProof> = new Set(['proven', 'redirected']);
const OTHERS: ReadonlySet<AddressProof> = new Set(['absent', 'refuted']);

/** The result for an address that was asked in several ways. */
export function strongestOf(seen: readonly AddressProof[]): AddressProof {
  return STRONGEST_FIRST.find((one) => seen.includes(one)) ?? 'no-route';
}

/** The result for all addresses together. From a machine without IPv6, IPv6 addresses do not count. */
export function together(seen: readonly AddressProof[]): Proof {
  const counted = seen.filter((one) => one !== 'no-route');
  const strongest = strongestOf(counted);
  if (strongest === 'no-route') return 'silent';
  if (!OURS.has(strongest)) return strongest;
  if (counted.some((one) => OTHERS.has(one))) return 'mixed';
  if (!counted.every((one) => OURS.has(one))) {
    return counted.includes('hidden') ? 'hidden' : 'unknown';
  }
  return counted.includes('redirected') ? 'redirected' : 'proven';
}
