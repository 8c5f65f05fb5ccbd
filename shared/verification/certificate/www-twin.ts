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

/** Whether a name with the addresses `found` is known to lead to addresses in `ours`, and nowhere else. */
export function leadsHere(found: AddressLookups, ours: readonly string[]): boolean {
  const known = new Set(ours.map(canonicalAddress));
  const addresses = [...addressesIn(found.a), ...addressesIn(found.aaaa)];
  return hasAddress(found) && !failureIn(found) && addresses.every((one) => known.has(one));
}

/**
 * The problem if visitors of the twin reach the same servers and these have no certificate for it. A server
 * may have a separate certificate for the twin, so the result of asking for the twin counts.
 *
 * @param lacking the addresses that showed a certificate without the twin when asked for the domain
 * @param asked the results of the same addresses when asked for the twin
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
