import assert from 'node:assert/strict';
import { parseDomainName } from '../../../shared/domain-name.ts';
import type { Alias } from '../../../shared/lifecycle/record.ts';
import { problem } from '../../../shared/problems/catalogue.ts';
import { domainJson } from '../../../shared/reporting/domain-json.ts';
import { problemJson } from '../../../shared/reporting/problem-json.ts';
import { aRecord, certificate, dnsWrong, MINUTE, shop, T0 } from '../../support/records.ts';

const time = (at: number) => new Date(at).toISOString();

describe('a domain as JSON', () => {
  it('is what the contract says', () => {
    const refused = problem('closte-refused-domain', { domain: 'shop.example.com', reason: 'no' });
    const record = aRecord({
      stage: 'checking-ssl-cert',
      certificateTries: 3,
      nextCheckAt: T0 + MINUTE,
      lastCheckedAt: T0,
      certificate,
      problems: { closte: [refused], dns: dnsWrong.problems, certificate: [] },
      history: [{ at: T0, from: 'checking-dns', to: 'checking-ssl-cert', reason: 'right' }],
      milestones: [
        { what: 'mapped', at: T0 - 1 },
        { what: 'certificate-requested', at: T0 },
      ],
    });
    assert.deepEqual(domainJson(record), {
      domain: 'shop.example.com',
      wildcard: false,
      siteId: 12,
      domainId: 34,
      intent: 'mapped',
      alias: 'added',
      stage: 'checking-ssl-cert',
      secure: false,
      tries: 3,
      nextCheckAt: time(T0 + MINUTE),
      lastCheckedAt: time(T0),
      problems: [refused, ...dnsWrong.problems].map((problem) => problemJson(problem)),
      records: [{ name: shop, host: 'shop', type: 'A', value: '203.0.113.7', ttl: 300 }],
      certificate,
      history: [
        { at: time(T0 - 1), what: 'mapped' },
        { at: time(T0), what: 'certificate-requested' },
        {
          at: time(T0),
          what: 'stage-changed',
          from: 'checking-dns',
          to: 'checking-ssl-cert',
          reason: 'right',
        },
      ],
    });
  });

  it('says null for what is not known', () => {
    const json = domainJson(aRecord({ domainId: null, nextCheckAt: null }));
    assert.deepEqual(
      [json.domainId, json.nextCheckAt, json.lastCheckedAt, json.certificate],
      [null, null, null, null],
    );
  });

  it('marks a wildcard', () => {
    assert.equal(domainJson(aRecord({ domain: parseDomainName('*.example.com') })).wildcard, true);
  });

  const retry = { failures: 1, at: T0 + 1 };
  const aliases: [alias: Alias, intent: string, secure: boolean, next: number | null][] = [
    [{ state: 'added' }, 'mapped', true, T0],
    [{ state: 'rejected' }, 'mapped', true, T0],
    [{ state: 'pending', retry }, 'mapped', true, T0 + 1],
    [{ state: 'removing', retry, forgetAt: T0 + 2 }, 'unmapped', false, T0 + 1],
    [{ state: 'removed', forgetAt: T0 + 2 }, 'unmapped', false, null],
  ];
  for (const [alias, intent, secure, next] of aliases) {
    it(`that is done and ${alias.state} is ${intent}${secure ? ' and secure' : ''}`, () => {
      const json = domainJson(aRecord({ stage: 'done', alias }));
      assert.deepEqual(
        [json.alias, json.intent, json.secure, json.nextCheckAt],
        [alias.state, intent, secure, next === null ? null : time(next)],
      );
    });
  }
});
