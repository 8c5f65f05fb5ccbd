/** When Closte is asked for a domain's certificate, which it issues by itself in most cases. */

import type { CertificateFinding, DnsFinding } from '../problems/findings.ts';
import type { RecordedProblem } from '../problems/recorded-problem.ts';
import type { Circumstances } from './circumstances.ts';
import type { PutOff } from './put-off.ts';
import type { DomainRecord } from './record.ts';
import { backoffMs, CERTIFICATE_REQUEST_MS } from './rest.ts';

/** A certificate that was requested this long ago should exist by now, if the alias does. */
const CERTIFICATE_OVERDUE_MS = 60 * 60_000;

/**
 * The number of failures at which the backoff is longest. There is no hurry: the request only speeds up what
 * Closte does by itself.
 */
const MANY_FAILURES = 8;

/**
 * Whether Closte has the alias and could issue the certificate, but has not issued it or has let it go bad.
 */
export function isCertificateToBeAskedFor(record: DomainRecord, now: number): boolean {
  const { alias, stage, problems, certificateRequestAt } = record;
  if (alias.state !== 'added' || certificateRequestAt > now) return false;
  if (forbidsIssuer(problems.dns)) return false;
  const wasBad = problems.certificate.some(({ severity }) => severity === 'error');
  return stage === 'checking-ssl-cert' || stage === 'ssl-failed' || wasBad;
}

/** @param result `failed`: no endpoint accepted the request now */
export function applyCertificateRequested(
  record: DomainRecord,
  result: 'asked' | 'failed' | PutOff,
  { now, random }: Circumstances,
): DomainRecord {
  if (typeof result === 'object') return { ...record, certificateRequestAt: result.until };
  const waitMs = result === 'asked' ? CERTIFICATE_REQUEST_MS : backoffMs(MANY_FAILURES, random);
  return { ...record, certificateRequestAt: now + waitMs };
}

/**
 * The record before the new DNS finding is applied: once CAA allows the issuer, Closte is asked for the
 * certificate again at once.
 */
export function askedOnceAllowed(record: DomainRecord, finding: DnsFinding): DomainRecord {
  const isAllowed = finding.verdict === 'right' && !forbidsIssuer(finding.problems);
  return isAllowed && forbidsIssuer(record.problems.dns)
    ? { ...record, certificateRequestAt: 0 }
    : record;
}

/**
 * The record after a certificate was found wrong. If the certificate is overdue, the alias is asserted
 * again, since Closte issues no certificate without it.
 */
export function aliasAssertedIfOverdue(
  record: DomainRecord,
  { verdict }: CertificateFinding,
  { now }: Circumstances,
): DomainRecord {
  const { alias, aliasSeenAt, assertAgain, problems } = record;
  const isExpected = alias.state === 'added' && !forbidsIssuer(problems.dns);
  const isOverdue = verdict === 'wrong' && now - aliasSeenAt >= CERTIFICATE_OVERDUE_MS;
  return isExpected && isOverdue && assertAgain === null
    ? { ...record, assertAgain: { failures: 0, at: now } }
    : record;
}

function forbidsIssuer(problems: readonly Pick<RecordedProblem, 'code'>[]): boolean {
  return problems.some(({ code }) => code === 'caa-forbids-issuer');
}
