import { type DomainName, isWildcard, probeName } from '../../domain-name.ts';
import type { Certificate, CertificateFinding, Verdict } from '../findings.ts';
import { few, legible } from '../legible.ts';
import { type Problem, problem } from '../problems/catalogue.ts';
import { inOrderToFix } from '../problems/order.ts';
import type { Handshake } from './handshake.ts';
import type { ShownCertificate } from './shown-certificate.ts';

/** What the server at an address showed. */
export interface CertificateSight {
  readonly address: string;
  readonly handshake: Handshake;
}

/** A certificate may name thousands. */
const MAX_NAMES = 100;
const MAX_NAMES_IN_MESSAGE = 10;
const EXPIRING_MS = 10 * 24 * 60 * 60 * 1000;

/** Judges what all addresses of a domain showed, at the time `now` in epoch milliseconds. */
export function judgeCertificate(
  domain: DomainName,
  sights: readonly CertificateSight[],
  now: number,
): CertificateFinding {
  // Where there is no IPv6, an IPv6 address is not counted against the server.
  const reached = sights.filter(({ handshake }) => handshake.kind !== 'no-route');
  const judgements = (reached.length > 0 ? reached : sights).map((sight) =>
    judge(domain, sight, now),
  );
  const problems = judgements.flatMap(({ cause }) => cause ?? []);
  const first = sights.map(certificateOf).find((certificate) => certificate !== undefined);
  return {
    verdict: together(judgements.map(({ verdict }) => verdict)),
    ...(first ? { certificate: first } : {}),
    problems: inOrderToFix(problems.filter(isFirstOfItsCode)),
  };
}

function isFirstOfItsCode({ code }: Problem, index: number, problems: readonly Problem[]): boolean {
  return problems.findIndex((one) => one.code === code) === index;
}

interface Judgement {
  readonly verdict: Verdict;
  /** The first cause alone: what follows from it would only distract. */
  readonly cause?: Problem;
}

function together(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('wrong')) return 'wrong';
  return verdicts.length === 0 || verdicts.includes('unknown') ? 'unknown' : 'right';
}

function judge(
  domain: DomainName,
  { address, handshake }: CertificateSight,
  now: number,
): Judgement {
  switch (handshake.kind) {
    case 'no-route':
    case 'unreachable': {
      const { reason } = handshake;
      return {
        verdict: 'unknown',
        cause: problem('tls-unreachable', { name: domain, address, reason }),
      };
    }
    case 'failed': {
      const { reason } = handshake;
      // The name that was asked for, so that the handshake can be repeated by hand.
      const name = probeName(domain);
      return {
        verdict: 'wrong',
        cause: problem('tls-handshake-failed', { name, address, reason }),
      };
    }
    case 'shown': {
      const { certificate } = handshake;
      const cause =
        chainProblem(domain, certificate) ??
        dateProblem(domain, certificate, now) ??
        nameProblem(domain, certificate);
      if (cause) return { verdict: 'wrong', cause };
      if (certificate.validTo - now > EXPIRING_MS) return { verdict: 'right' };
      const values = { name: domain, validTo: iso(certificate.validTo) };
      return { verdict: 'right', cause: problem('certificate-expiring', values) };
    }
  }
}

/** Codes of dates by the platform's clock; those are judged by ours. */
const DATE_ERRORS = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

/**
 * Codes of a chain that ends before it reaches any root. A certificate alone whose authority is not
 * known looks the same; the server could have shown its issuer in that case, too.
 */
const INCOMPLETE_ERRORS = new Set(['UNABLE_TO_VERIFY_LEAF_SIGNATURE']);

function chainProblem(name: string, certificate: ShownCertificate): Problem | undefined {
  const { chainError, selfSigned, issuer } = certificate;
  if (chainError === undefined) return undefined;
  // A date error hides whatever else is the matter; this much can be seen nevertheless.
  if (selfSigned) return problem('certificate-self-signed', { name });
  if (DATE_ERRORS.has(chainError)) return undefined;
  return INCOMPLETE_ERRORS.has(chainError)
    ? problem('certificate-incomplete-chain', { name, issuer })
    : problem('certificate-untrusted', { name, issuer });
}

function dateProblem(
  name: string,
  certificate: ShownCertificate,
  now: number,
): Problem | undefined {
  const { chainError, issuers } = certificate;
  // Another way to a trusted root may go round an issuer that expired.
  const counted = chainError !== undefined && DATE_ERRORS.has(chainError) ? issuers : [];
  const holders = [
    { ...certificate, name },
    ...counted.map((issuer) => ({ ...issuer, name: `its issuer ${issuer.subject}` })),
  ];
  for (const holder of holders) {
    const { validFrom, validTo } = holder;
    if (now > validTo) {
      return problem('certificate-expired', { name: holder.name, validTo: iso(validTo) });
    }
    if (now < validFrom) {
      return problem('certificate-not-yet-valid', { name: holder.name, validFrom: iso(validFrom) });
    }
  }
  return undefined;
}

function nameProblem(domain: DomainName, certificate: ShownCertificate): Problem | undefined {
  const names = few(certificate.names, MAX_NAMES_IN_MESSAGE).map((name) => legible(name));
  if (!isWildcard(domain)) {
    return certificate.coversServerName
      ? undefined
      : problem('certificate-wrong-name', { name: domain, names });
  }
  if (certificate.coversServerName && certificate.names.includes(domain)) return undefined;
  const parent = domain.slice(2);
  const akin = certificate.names.some((name) => name === parent || name.endsWith(`.${parent}`));
  return akin || certificate.coversServerName
    ? problem('certificate-wildcard-missing', { domain, names })
    : problem('certificate-wrong-name', { name: domain, names });
}

function certificateOf({ handshake }: CertificateSight): Certificate | undefined {
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
