/** When Closte is asked for a domain's certificate, which it issues by itself in most cases. */

import type { CertificateFinding, DnsFinding } from '../problems/findings.ts';
import type { RecordedProblem } from '../problems/recorded-problem.ts';
import type { Circumstances } from './circumstances.ts';
import type { PutOff } from './put-off.ts';
import type { DomainRecord } from './record.ts';
import { backoffMs, CERTIFICATE_REQUEST_MS } from './rest.ts';

/** What was asked for and has not come for so long should be there, if the alias is. */
const CERTIFICATE_OVERDUE_MS = 60 * 60_000;

/** As many failures as make the backoff the longest: the request only hastens what comes by itself. */
const MANY_FAILURES = 8;

/** Whether Closte has the domain, and could issue its certificate, and has not or has let it go bad. */
export function isCertificateToBeAskedFor(record: DomainRecord, now: number): boolean {
  const { alias, stage, problems, certificateRequestAt } = record;
  if (alias.state !== 'added' || certificateRequestAt > now) return false;
  if (forbidsIssuer(problems.dns)) return false;
  const wasBad = problems.certificate.some(({ severity }) => severity === 'error');
  return stage === 'checking-ssl-cert' || stage === 'ssl-failed' || wasBad;
}

/** @param result `failed`: it was not taken now, by any endpoint */
export function applyCertificateRequested(
  record: DomainRecord,
  result: 'asked' | 'failed' | PutOff,
  { now, random }: Circumstances,
): DomainRecord {
  if (typeof result === 'object') return { ...record, certificateRequestAt: result.until };
  const waitMs = result === 'asked' ? CERTIFICATE_REQUEST_MS : backoffMs(MANY_FAILURES, random);
  return { ...record, certificateRequestAt: now + waitMs };
}

/** The record before what its DNS was found to be: once CAA allows the issuer, it is asked again at once. */
export function askedOnceAllowed(record: DomainRecord, finding: DnsFinding): DomainRecord {
  const isAllowed = finding.verdict === 'right' && !forbidsIssuer(finding.problems);
  return isAllowed && forbidsIssuer(record.problems.dns)
    ? { ...record, certificateRequestAt: 0 }
    : record;
}

/** The record after a certificate was found wrong: without the alias, Closte would issue none. */
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
