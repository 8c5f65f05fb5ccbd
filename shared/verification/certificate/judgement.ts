import { type DomainName, isWildcard, probeName } from '../../domain-name.ts';
import { type Problem, problem } from '../../problems/catalogue.ts';
import type { Certificate, CertificateFinding, Verdict } from '../../problems/findings.ts';
import { legible } from '../../problems/legible.ts';
import { inOrderToFix } from '../../problems/order.ts';
import { phrase } from '../../problems/phrase.ts';
import { chainProblem, isDateFault } from './chain-problem.ts';
import type { Handshake } from './handshake.ts';
import type { ShownCertificate } from './shown-certificate.ts';

/** The result of the handshake with one address. */
export interface HandshakeAttempt {
  readonly address: string;
  readonly handshake: Handshake;
}

/** The most names that are kept of a certificate: it may have thousands. */
const MAX_NAMES = 100;
/** The most names of a certificate that people are told. */
export const MAX_NAMES_TOLD = 10;
const EXPIRING_MS = 10 * 24 * 60 * 60 * 1000;

/** Judges what all addresses of a domain showed, at the time `now` in milliseconds since the epoch. */
export function judgeCertificate(
  domain: DomainName,
  attempts: readonly HandshakeAttempt[],
  now: number,
): CertificateFinding {
  // From a machine without IPv6, an IPv6 address does not count against the server.
  const reached = attempts.filter(({ handshake }) => handshake.kind !== 'no-route');
  const counted = reached.length > 0 ? reached : attempts;
  const judgements = counted.map((attempt) => judge(domain, attempt, now));
  const first = attempts.map(certificateOf).find((certificate) => certificate !== undefined);
  return {
    verdict: together(judgements.map(({ verdict }) => verdict)),
    wrongEverywhere: judgements.length > 0 && judgements.every(({ isShut }) => isShut),
    ...(first ? { certificate: first } : {}),
    problems: inOrderToFix(causesOf(judgements)),
  };
}

/** A cause that several addresses share is reported once. */
function causesOf(judgements: readonly Judgement[]): Problem[] {
  const alike = Map.groupBy(
    judgements.filter(({ tell }) => tell !== undefined),
    ({ tell }) => JSON.stringify(tell?.({ addresses: [] })),
  );
  return [...alike.values()].flatMap((group) => {
    const addresses = group.map(({ address }) => address);
    const at = group.length < judgements.length ? { at: addresses } : {};
    return group[0]?.tell?.({ addresses, ...at }) ?? [];
  });
}

interface Judgement {
  readonly address: string;
  readonly verdict: Verdict;
  /** Whether no browser shows the site there. */
  readonly isShut: boolean;
  /** Makes the problem of the first cause only, since its consequences would distract. */
  readonly tell?: (where: Where) => Problem | undefined;
}

interface Where {
  readonly addresses: readonly string[];
  /** The addresses concerned, if they are not all. */
  readonly at?: readonly string[];
}

function together(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('wrong')) return 'wrong';
  return verdicts.length === 0 || verdicts.includes('unknown') ? 'unknown' : 'right';
}

function judge(
  domain: DomainName,
  { address, handshake }: HandshakeAttempt,
  now: number,
): Judgement {
  switch (handshake.kind) {
    case 'no-route':
    case 'unreachable': {
      const { reason } = handshake;
      const tell = ({ addresses }: Where) =>
        problem('tls-unreachable', { name: domain, addresses, reason });
      return { address, verdict: 'unknown', isShut: false, tell };
    }
    case 'failed': {
      const { reason, oldVersion, isOfSettings } = handshake;
      const cause = {
        ...(oldVersion === undefined ? {} : { oldVersion }),
        ...(isOfSettings ? { isOfSettings } : {}),
      };
      // This is the name that was asked for, so that a person can repeat the handshake.
      const name = probeName(domain);
      const tell = ({ addresses }: Where) =>
        problem('tls-handshake-failed', { name, addresses, reason, ...cause });
      return { address, verdict: 'wrong', isShut: true, tell };
    }
    case 'shown': {
      const { certificate } = handshake;
      const tell = ({ at }: Where) => faultOf(domain, certificate, now, at && { at });
      const fault = tell({ addresses: [] });
      if (!fault) return { address, verdict: 'right', isShut: false };
      const isWrong = fault.severity === 'error';
      const isShut = isWrong && !isCompleted(domain, certificate, fault, now);
      return { address, verdict: isWrong ? 'wrong' : 'right', isShut, tell };
    }
  }
}

/**
 * Whether browsers complete the chain and then find nothing wrong: Chrome, Edge and Safari fetch a missing
 * issuer, and Firefox knows those of the public authorities.
 */
function isCompleted(
  domain: DomainName,
  { chainError: _, ...complete }: ShownCertificate,
  { code }: Problem,
  now: number,
): boolean {
  if (code !== 'certificate-incomplete-chain' || !complete.locatesIssuer) return false;
  return faultOf(domain, complete, now, undefined)?.severity !== 'error';
}

type At = { readonly at: readonly string[] } | undefined;

function faultOf(
  domain: DomainName,
  certificate: ShownCertificate,
  now: number,
  at: At,
): Problem | undefined {
  return (
    chainProblem(certificate, { name: domain, ...at }) ??
    dateProblem(domain, certificate, now, at) ??
    nameProblem(domain, certificate, at) ??
    (certificate.validTo - now > EXPIRING_MS
      ? undefined
      : problem('certificate-expiring', {
          name: domain,
          validTo: iso(certificate.validTo),
          ...at,
        }))
  );
}

function dateProblem(
  name: DomainName,
  certificate: ShownCertificate,
  now: number,
  at: At,
): Problem | undefined {
  // If an issuer has expired, another way to a trusted root may avoid it.
  const counted = isDateFault(certificate.chainError) ? certificate.issuers : [];
  const holders = [
    { ...certificate, name },
    ...counted.map((issuer) => ({
      ...issuer,
      name: phrase('certificate.its-issuer', { subject: issuer.subject }),
    })),
  ];
  for (const holder of holders) {
    const { validFrom, validTo } = holder;
    if (now > validTo) {
      return problem('certificate-expired', { name: holder.name, validTo: iso(validTo), ...at });
    }
    if (now < validFrom) {
      const values = { name: holder.name, validFrom: iso(validFrom), ...at };
      return problem('certificate-not-yet-valid', values);
    }
  }
  return undefined;
}

function nameProblem(
  domain: DomainName,
  certificate: ShownCertificate,
  at: At,
): Problem | undefined {
  const names = toldNames(certificate);
  if (!isWildcard(domain)) {
    return certificate.coversServerName
      ? undefined
      : problem('certificate-wrong-name', { name: domain, ...names, ...at });
  }
  if (certificate.coversServerName && certificate.names.includes(domain)) return undefined;
  const parent = domain.slice(2);
  const akin = certificate.names.some((name) => name === parent || name.endsWith(`.${parent}`));
  return akin || certificate.coversServerName
    ? problem('certificate-wildcard-missing', { domain, ...names, ...at })
    : problem('certificate-wrong-name', { name: domain, ...names, ...at });
}

/** The names of a certificate, as many as a reader may want, and the number of the others. */
export function toldNames({ names }: ShownCertificate): {
  readonly names: readonly string[];
  readonly moreNames?: number;
} {
  const moreNames = names.length - MAX_NAMES_TOLD;
  const told = names.slice(0, MAX_NAMES_TOLD).map((name) => legible(name));
  return moreNames > 0 ? { names: told, moreNames } : { names: told };
}

function certificateOf({ handshake }: HandshakeAttempt): Certificate | undefined {
  if (handshake.kind !== 'shown') return undefined;
  const { issuer, validFrom, validTo, names } = handshake.certificate;
  return {
    issuer,
    validFrom: iso(validFrom),
    validTo: iso(validTo),
    names: names.slice(0, MAX_NAMES).map((name) => legible(name)),
  };
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
