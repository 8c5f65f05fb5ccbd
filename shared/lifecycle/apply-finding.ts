import type { CertificateFinding, DnsFinding } from '../problems/findings.ts';
import type { Circumstances } from './circumstances.ts';
import {
  isLost,
  type Losing,
  losingOnceMore,
  NOT_LOSING,
  provesCertificateLost,
  provesDeparture,
} from './lost.ts';
import { type DomainRecord, inStage, intentOf, type SeenRight } from './record.ts';
import {
  dailyMs,
  firstDailyMs,
  GIVE_UP_AFTER_MS,
  HELD_MS,
  rarelyMs,
  whenExpiredMs,
} from './rest.ts';
import { AFTER_CERTIFICATE, AFTER_DNS, isFailed, isLive } from './stage.ts';

/**
 * The record after the look at DNS. If DNS is right, the record stays due, since the certificate is looked
 * at next.
 */
export function applyDns(
  record: DomainRecord,
  finding: DnsFinding,
  circumstances: Circumstances,
): DomainRecord {
  if (intentOf(record) === 'unmapped') return record;
  const { now, begunAt, limits } = circumstances;
  const transitions = AFTER_DNS[record.stage];

  if (finding.verdict === 'right') {
    const hopeAgain =
      record.stage === 'failed' ? { certificateTries: 0, failedAt: null, looksInVain: 0 } : {};
    const isSeenRight = record.seenRight !== null || record.stage === 'done-without-ssl';
    return {
      ...inStage(record, transitions.right, 'DNS points at the network', now),
      ...hopeAgain,
      dnsTries: 0,
      seenRight: isSeenRight ? seenRight(finding.problems, finding.addresses, now) : null,
      // If looks were proving the certificate lost, their count goes on.
      lostSince: record.dnsTries > 0 || record.stage === 'failed' ? null : record.lostSince,
      seen: { addresses: finding.addresses, at: now, begunAt },
      problems: { ...record.problems, dns: finding.problems },
    };
  }

  // The certificate's problems may only follow from those of DNS, so they are dropped.
  const problems = { ...record.problems, dns: finding.problems, certificate: [] };
  const seen: DomainRecord = { ...record, problems };
  if (isLive(record.stage)) {
    const isProof = provesDeparture(record, finding);
    const losing = isProof ? losingOnceMore(record, record.dnsTries, now) : NOT_LOSING;
    const dnsTries = Math.min(losing.tries, limits.dnsMaxTries);
    const counted = { ...seen, dnsTries, certificateTries: 0, lostSince: losing.lostSince };
    const look = { losing, maxTries: limits.dnsMaxTries, lostStage: transitions.outOfTries };
    return afterLookAtLive(counted, look, finding, circumstances);
  }
  if (finding.usesNoTry) return waitingFor(seen, finding.usesNoTry, circumstances);

  const dnsTries = Math.min(record.dnsTries + 1, limits.dnsMaxTries);
  const outOfTries = dnsTries >= limits.dnsMaxTries;
  const stage = outOfTries ? transitions.outOfTries : transitions.notRight;
  const reason = reasonOf(finding, dnsTries, outOfTries);
  return lookAgainLater({ ...inStage(seen, stage, reason, now), dnsTries }, circumstances);
}

/** The record after the look at the certificate, which ends a check. */
export function applyCertificate(
  record: DomainRecord,
  finding: CertificateFinding,
  ending: Circumstances,
): DomainRecord {
  if (intentOf(record) === 'unmapped') return record;
  const begunAt = record.seen?.begunAt ?? ending.begunAt;
  const circumstances = { ...ending, begunAt };
  const { now, limits, random } = circumstances;
  const transitions = AFTER_CERTIFICATE[record.stage];
  const found: DomainRecord = {
    ...record,
    certificate: finding.certificate ?? record.certificate,
    problems: { ...record.problems, certificate: finding.problems },
  };

  if (finding.verdict === 'right') {
    const isFirst = !isLive(record.stage) || record.lastCheckedAt === null;
    return {
      ...inStage(found, transitions.right, 'the certificate is valid', now),
      dnsTries: 0,
      certificateTries: 0,
      failedAt: null,
      looksInVain: 0,
      seenRight: seenRight(record.problems.dns, record.seen?.addresses ?? [], now),
      lostSince: null,
      seen: null,
      lastCheckedAt: begunAt,
      nextCheckAt: begunAt + (isFirst ? firstDailyMs(random) : dailyMs(random)),
    };
  }

  if (isLive(record.stage)) {
    const isProof = provesCertificateLost(record, finding);
    const losing = isProof ? losingOnceMore(record, record.certificateTries, now) : NOT_LOSING;
    const certificateTries = Math.min(losing.tries, limits.sslMaxTries);
    const counted = { ...found, certificateTries, lostSince: losing.lostSince };
    const look = { losing, maxTries: limits.sslMaxTries, lostStage: transitions.outOfTries };
    return afterLookAtLive(counted, look, finding, circumstances);
  }
  const tries = Math.min(record.certificateTries + 1, limits.sslMaxTries);
  const outOfTries = tries >= limits.sslMaxTries;
  const stage = outOfTries ? transitions.outOfTries : transitions.notRight;
  const reason = reasonOf(finding, tries, outOfTries);
  return lookAgainLater(
    { ...inStage(found, stage, reason, now), certificateTries: tries },
    circumstances,
  );
}

/** A look at a live domain that did not find it right. */
interface LiveLook {
  readonly losing: Losing;
  readonly maxTries: number;
  /** The stage that the domain gets once it is lost. */
  readonly lostStage: DomainRecord['stage'];
}

/** The stage stays, whatever the problems are, until the domain is proved lost often and long enough. */
function afterLookAtLive(
  counted: DomainRecord,
  { losing, maxTries, lostStage }: LiveLook,
  finding: DnsFinding | CertificateFinding,
  circumstances: Circumstances,
): DomainRecord {
  const { now, holdsLiveDomains = false } = circumstances;
  if (!isLost(losing, maxTries, now)) {
    return lookAgainLater(counted, circumstances, losing.tries === 0);
  }
  if (holdsLiveDomains) {
    return { ...lookAgainLater(counted, circumstances), nextCheckAt: now + HELD_MS };
  }
  const reason = reasonOf(finding, maxTries, true);
  return lookAgainLater(inStage(counted, lostStage, reason, now), circumstances);
}

/** The record after a look that uses up no try: its stage stays. */
function waitingFor(
  record: DomainRecord,
  { ttlSeconds }: NonNullable<DnsFinding['usesNoTry']>,
  circumstances: Circumstances,
): DomainRecord {
  const { now, limits } = circumstances;
  const later = lookAgainLater(record, circumstances);
  if (ttlSeconds === undefined || isFailed(record.stage)) return later;
  const looksInVain = record.looksInVain + 1;
  const waitMs = whenExpiredMs(ttlSeconds, record.looksInVain, limits.checkIntervalMs);
  return { ...later, looksInVain, nextCheckAt: now + waitMs };
}

/** @param isLiveInVain whether the domain is live and the look proved nothing */
function lookAgainLater(
  record: DomainRecord,
  { now, begunAt, limits }: Circumstances,
  isLiveInVain = false,
): DomainRecord {
  const failedAt = isFailed(record.stage) ? (record.failedAt ?? now) : null;
  const inVain = failedAt !== null || isLiveInVain;
  const looksInVain = inVain ? record.looksInVain + 1 : 0;
  const next = begunAt + rarelyMs(looksInVain, limits.checkIntervalMs);
  const givenUp = failedAt !== null && next > failedAt + GIVE_UP_AFTER_MS;
  return {
    ...record,
    failedAt,
    looksInVain,
    seen: null,
    lastCheckedAt: begunAt,
    nextCheckAt: givenUp ? null : next,
  };
}

function seenRight(
  dns: DomainRecord['problems']['dns'] | DnsFinding['problems'],
  addresses: readonly string[],
  at: number,
): SeenRight {
  const isProxied = dns.some(({ code }) => code === 'dns-proxied');
  return isProxied ? { at, by: 'proof', proxy: addresses } : { at, by: 'address' };
}

function reasonOf(
  finding: DnsFinding | CertificateFinding,
  tries: number,
  outOfTries: boolean,
): string {
  const codes = finding.problems.map(({ code }) => code).join(', ');
  return outOfTries ? `not right in ${tries} tries: ${codes}` : codes;
}
