import type { CertificateFinding, DnsFinding, Verdict } from '../problems/findings.ts';
import type { Circumstances } from './circumstances.ts';
import { type DomainRecord, inStage, intentOf } from './record.ts';
import { dailyMs, GIVE_UP_AFTER_MS, rarelyMs } from './rest.ts';
import { AFTER_CERTIFICATE, AFTER_DNS, isFailed, isLive } from './stage.ts';

/** After the look at DNS. Found right, the record stays due: the certificate is looked at next. */
export function applyDns(
  record: DomainRecord,
  finding: DnsFinding,
  circumstances: Circumstances,
): DomainRecord {
  if (intentOf(record) === 'unmapped') return record;
  const { now, limits } = circumstances;
  const transitions = AFTER_DNS[record.stage];

  if (finding.verdict === 'right') {
    const hopeAgain =
      record.stage === 'failed' ? { certificateTries: 0, failedAt: null, looksInVain: 0 } : {};
    return {
      ...inStage(record, transitions.right, 'DNS points at the network', now),
      ...hopeAgain,
      dnsTries: 0,
      seen: { addresses: finding.addresses, at: now },
      problems: { ...record.problems, dns: finding.problems },
    };
  }

  const dnsTries = triesAfter(record, record.dnsTries, limits.dnsMaxTries, finding.verdict);
  const outOfTries = dnsTries >= limits.dnsMaxTries;
  const stage = outOfTries ? transitions.outOfTries : transitions.notRight;
  const looked: DomainRecord = {
    ...inStage(record, stage, reasonOf(finding, dnsTries, outOfTries), now),
    dnsTries,
    // What is wrong with the certificate follows from this.
    problems: { ...record.problems, dns: finding.problems, certificate: [] },
  };
  return lookAgainLater(looked, finding.verdict, circumstances);
}

/** After the look at the certificate, which ends a check. */
export function applyCertificate(
  record: DomainRecord,
  finding: CertificateFinding,
  circumstances: Circumstances,
): DomainRecord {
  if (intentOf(record) === 'unmapped') return record;
  const { now, limits, random } = circumstances;
  const transitions = AFTER_CERTIFICATE[record.stage];
  const found: DomainRecord = {
    ...record,
    certificate: finding.certificate ?? record.certificate,
    problems: { ...record.problems, certificate: finding.problems },
  };

  if (finding.verdict === 'right') {
    return {
      ...inStage(found, transitions.right, 'the certificate is valid', now),
      dnsTries: 0,
      certificateTries: 0,
      failedAt: null,
      looksInVain: 0,
      seen: null,
      lastCheckedAt: now,
      nextCheckAt: now + dailyMs(random),
    };
  }

  const tries = triesAfter(record, record.certificateTries, limits.sslMaxTries, finding.verdict);
  const outOfTries = tries >= limits.sslMaxTries;
  const stage = outOfTries ? transitions.outOfTries : transitions.notRight;
  const reason = reasonOf(finding, tries, outOfTries);
  const looked = { ...inStage(found, stage, reason, now), certificateTries: tries };
  return lookAgainLater(looked, finding.verdict, circumstances);
}

/** A live domain is taken back only on what was seen, never because somebody did not answer. */
function triesAfter(record: DomainRecord, tries: number, max: number, verdict: Verdict): number {
  const counts = verdict === 'wrong' || !isLive(record.stage);
  return counts ? Math.min(tries + 1, max) : tries;
}

function lookAgainLater(
  record: DomainRecord,
  verdict: Verdict,
  { now, limits }: Circumstances,
): DomainRecord {
  const failedAt = isFailed(record.stage) ? (record.failedAt ?? now) : null;
  const inVain = failedAt !== null || (isLive(record.stage) && verdict === 'unknown');
  const looksInVain = inVain ? record.looksInVain + 1 : 0;
  const next = now + rarelyMs(looksInVain, limits.checkIntervalMs);
  const givenUp = failedAt !== null && next > failedAt + GIVE_UP_AFTER_MS;
  return {
    ...record,
    failedAt,
    looksInVain,
    seen: null,
    lastCheckedAt: now,
    nextCheckAt: givenUp ? null : next,
  };
}

function reasonOf(
  finding: DnsFinding | CertificateFinding,
  tries: number,
  outOfTries: boolean,
): string {
  const codes = finding.problems.map(({ code }) => code).join(', ');
  return outOfTries ? `not right in ${tries} tries: ${codes}` : codes;
}
