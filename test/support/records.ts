import { parseDomainName } from '../../shared/domain-name.ts';
import type { Circumstances, Limits } from '../../shared/lifecycle/circumstances.ts';
import { type DomainRecord, newRecord } from '../../shared/lifecycle/record.ts';
import { problem, recordProblem } from '../../shared/problems/catalogue.ts';
import type {
  Certificate,
  CertificateFinding,
  DnsFinding,
} from '../../shared/problems/findings.ts';
import { recordsFix } from '../../shared/problems/record-changes.ts';

/** Records and findings to start tests from. */

export const T0 = Date.parse('2026-11-22T10:00:00Z');
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const LIMITS: Limits = { checkIntervalMs: 5 * MINUTE, dnsMaxTries: 5, sslMaxTries: 20 };

/** Circumstances in which every random wait is in the middle of its range. */
export const at = (now: number, limits: Limits = LIMITS): Circumstances => ({
  now,
  begunAt: now,
  limits,
  random: () => 0.5,
});

export const shop = parseDomainName('shop.example.com');

/**
 * A mapped domain that is an alias at Closte, due for its first check; `change` overrides its fields. By
 * default its stage has been written to the multisite.
 */
export function aRecord(change: Partial<DomainRecord> = {}): DomainRecord {
  const origin = {
    siteId: 12,
    domainId: 34,
    hasDomainRecord: true,
    decidedBy: { occurredAt: T0, id: 'b' },
    alias: { state: 'added' },
  } as const;
  const record = newRecord(shop, origin, T0);
  return { ...record, writtenStage: change.stage ?? record.stage, ...change };
}

export const certificate: Certificate = {
  issuer: 'Test CA',
  validFrom: '2026-11-01T00:00:00.000Z',
  validTo: '2027-01-30T00:00:00.000Z',
  names: ['shop.example.com'],
};

export const dnsRight: DnsFinding = {
  verdict: 'right',
  visitors: 'here',
  addresses: ['203.0.113.7'],
  problems: [],
};

export const dnsWrong: DnsFinding = {
  verdict: 'wrong',
  visitors: 'elsewhere',
  addresses: [],
  problems: [
    recordProblem(
      'dns-wrong-address',
      { name: shop, addresses: ['198.51.100.9'] },
      recordsFix({
        found: [{ name: shop, type: 'A', value: '198.51.100.9' }],
        wanted: [{ name: shop, type: 'A', value: '203.0.113.7' }],
      }),
    ),
  ],
};

export const dnsSilent: DnsFinding = {
  verdict: 'unknown',
  visitors: 'unknown',
  addresses: [],
  problems: [problem('dns-server-failure', { name: shop, reason: 'they timed out' })],
};

export const certificateRight: CertificateFinding = {
  verdict: 'right',
  wrongEverywhere: false,
  certificate,
  problems: [],
};

export const certificateMissing: CertificateFinding = {
  verdict: 'wrong',
  wrongEverywhere: true,
  problems: [problem('certificate-self-signed', { name: shop })],
};

export const certificateUnseen: CertificateFinding = {
  verdict: 'unknown',
  wrongEverywhere: false,
  problems: [
    problem('tls-unreachable', { name: shop, addresses: ['203.0.113.7'], reason: 'it timed out' }),
  ],
};
