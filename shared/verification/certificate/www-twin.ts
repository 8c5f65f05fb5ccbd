import type { DomainName } from '../../domain-name.ts';
import { type Problem, problem } from '../../problems/catalogue.ts';
import { canonicalAddress } from '../address.ts';
import { type AddressLookups, addressesIn, failureIn, hasAddress } from '../dns/host-resolution.ts';
import { type HandshakeAttempt, judgeCertificate, toldNames } from './judgement.ts';

/** The addresses that show the domain's certificate without naming its twin. */
export function attemptsWithout(
  twin: DomainName,
  domain: DomainName,
  attempts: readonly HandshakeAttempt[],
): HandshakeAttempt[] {
  const covering = new Set<string>([twin, `*.${domain}`]);
  return attempts.filter(
    ({ handshake }) =>
      handshake.kind === 'shown' && !handshake.certificate.names.some((name) => covering.has(name)),
  );
}

/** Whether a name with the addresses `found` is known to lead to those `ours`, and to no other. */
export function leadsHere(found: AddressLookups, ours: readonly string[]): boolean {
  const known = new Set(ours.map(canonicalAddress));
  const addresses = [...addressesIn(found.a), ...addressesIn(found.aaaa)];
  return hasAddress(found) && !failureIn(found) && addresses.every((one) => known.has(one));
}

/**
 * What is wrong where visitors of the twin end up here, too: the same server may have a certificate
 * of its own for it, so what counts is what it showed when it was asked for the twin.
 *
 * @param lacking what showed a certificate without the twin when it was asked for the domain
 * @param asked what the same addresses showed when they were asked for the twin
 */
export function wwwProblem(
  twin: DomainName,
  domain: DomainName,
  lacking: readonly HandshakeAttempt[],
  asked: readonly HandshakeAttempt[],
  now: number,
): Problem | undefined {
  const failing = asked.filter(
    (attempt) => judgeCertificate(twin, [attempt], now).verdict === 'wrong',
  );
  const shown = lacking.find(({ address }) => failing.some((one) => one.address === address));
  if (shown?.handshake.kind !== 'shown') return undefined;
  const names = toldNames(shown.handshake.certificate);
  return problem('certificate-www-missing', { name: twin, domain, ...names });
}
