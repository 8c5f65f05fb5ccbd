import assert from 'node:assert/strict';
import { type DomainName, parseDomainName } from '../../../../shared/domain-name.ts';
import type { DomainRecord } from '../../../../shared/lifecycle/record.ts';
import type { Claim, Store } from '../../../../shared/store/store.ts';
import { aRecord, certificate, dnsWrong, MINUTE, T0 } from '../../../support/records.ts';

/** Records in a store, for the tests of its contract to start from. */

export const LEASE = 2 * MINUTE;

/** Stores the record as it is, whatever was there. */
export async function put(store: Store, record: DomainRecord): Promise<void> {
  await store.update(record.domain, record.siteId, () => record);
}

/** Stores a domain that is due at `at`, or never. */
export async function putDue(store: Store, name: string, at: number | null): Promise<DomainName> {
  const domain = parseDomainName(name);
  await put(store, aRecord({ domain, nextCheckAt: at }));
  return domain;
}

export async function claimed(store: Store, domain: DomainName, now: number): Promise<Claim> {
  const claim = await store.claim(domain, now, LEASE);
  assert.ok(claim, `${domain} cannot be claimed`);
  return claim;
}

export const domainsOf = (of: readonly { readonly domain: string }[]) =>
  of.map(({ domain }) => domain);

/** The record with one more entry, which no later change may lose. */
export function withSeen(record: DomainRecord, what: string): DomainRecord {
  const addresses = record.seen?.addresses ?? [];
  if (addresses.includes(what)) return record;
  return { ...record, seen: { addresses: [...addresses, what], at: T0, begunAt: T0 } };
}

export function seenBy(record: DomainRecord | undefined): readonly string[] {
  return record?.seen?.addresses ?? [];
}

/** A record with something in every field. */
export const fullRecord: DomainRecord = {
  domain: parseDomainName('*.xn--bcher-kva.example.com'),
  siteId: 12,
  domainId: 34,
  hasDomainRecord: true,
  alias: { state: 'removing', retry: { failures: 3, at: T0 + 1 }, forgetAt: T0 + 2 },
  aliasSeenAt: T0 - 3,
  assertAgain: { failures: 1, at: T0 + 14 },
  doubts: {
    adding: T0 - 4,
    removing: T0 - 5,
    writing: { stage: 'failed', at: T0 - 6 },
    reporting: 'failed',
  },
  decidedBy: { occurredAt: T0, id: 'a' },
  heard: {
    last: { ordinal: { occurredAt: T0, id: 'a' }, siteId: 12, domainId: 34 },
    mapped: { ordinal: { occurredAt: T0 - 3, id: 'b' }, siteId: 12, domainId: null },
    identified: { ordinal: { occurredAt: T0 - 4, id: 'c' }, siteId: 12, domainId: 34 },
    siteDeletion: { occurredAt: T0 - 1, id: 'd' },
    addresses: [{ ordinal: { occurredAt: T0 - 5, id: 'e' }, siteId: 13, domainId: null }],
    removals: [
      { ordinal: { occurredAt: T0, id: 'a', writtenAt: T0 + 9 }, siteId: 12, domainId: 34 },
    ],
    isSharedByMore: true,
  },
  askedBy: { occurredAt: T0 - 1, id: 'ü' },
  stage: 'ssl-failed',
  reportedStage: 'checking-ssl-cert',
  report: { failures: 1, at: T0 + 3 },
  writtenStage: 'checking-dns',
  write: { failures: 2, at: T0 + 13 },
  telling: { told: 'fingerprint', failures: 3, at: T0 + 14 },
  seenRight: { at: T0 - 2, by: 'proof', proxy: ['203.0.113.9'] },
  lostSince: T0 - 1,
  dnsTries: 4,
  certificateTries: 20,
  failedAt: T0 + 4,
  looksInVain: 5,
  nextCheckAt: T0 + 5,
  lastCheckedAt: T0 + 6,
  seen: { addresses: ['203.0.113.7', '2001:db8::7'], at: T0 + 7, begunAt: T0 + 6 },
  certificateRequestAt: T0 + 8,
  certificate,
  problems: { closte: [], dns: dnsWrong.problems, certificate: dnsWrong.problems },
  history: [
    { at: T0, from: 'checking-dns', to: 'checking-ssl-cert', reason: 'DNS points → there' },
    { at: T0 + 9, from: 'checking-ssl-cert', to: 'ssl-failed', reason: '' },
  ],
  milestones: [
    { what: 'mapped', at: T0 - 9 },
    { what: 'alias-added', at: T0 - 8 },
  ],
};
