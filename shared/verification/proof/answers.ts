/**
 * The outcome of asking a site for the proof that it is ours.
 *
 * - `proven`: every address led to the multisite
 * - `mixed`: some addresses led to the multisite, others to somebody else
 * - `other-secret`: a proof was given, but with a secret that is not ours
 * - `unknown`: not seen: nobody answered, or a proxy did that lets nobody through
 * - `absent`: every address that answered has no such page, as our own site without its plugin
 * - `refuted`: every address that answered showed another page there
 */
export type Proof = 'proven' | 'mixed' | 'other-secret' | 'unknown' | 'absent' | 'refuted';

/** The same of one address. `silent`: no answer; `no-route`: none can be had from here. */
export type AddressProof = Exclude<Proof, 'mixed'> | 'silent' | 'no-route';

/** Of several answers the one that is least against the site counts. */
const STRONGEST_FIRST = [
  'proven',
  'other-secret',
  'unknown',
  'absent',
  'refuted',
  'silent',
] as const satisfies readonly AddressProof[];

/** The outcome for an address that was asked in several ways. */
export function strongestOf(seen: readonly AddressProof[]): AddressProof {
  return STRONGEST_FIRST.find((one) => seen.includes(one)) ?? 'no-route';
}

/** The outcome for all addresses together. Where there is no IPv6, an IPv6 address is not counted. */
export function together(seen: readonly AddressProof[]): Proof {
  const counted = seen.filter((one) => one !== 'no-route');
  const isOthers = counted.some((one) => one === 'absent' || one === 'refuted');
  if (counted.includes('proven')) {
    if (isOthers) return 'mixed';
    return counted.every((one) => one === 'proven') ? 'proven' : 'unknown';
  }
  const strongest = strongestOf(counted);
  return strongest === 'silent' || strongest === 'no-route' ? 'unknown' : strongest;
}
