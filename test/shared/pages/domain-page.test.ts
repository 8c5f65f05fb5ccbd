import assert from 'node:assert/strict';
import { parseDomainName } from '../../../shared/domain-name.ts';
import type { DomainRecord } from '../../../shared/lifecycle/record.ts';
import { domainPage } from '../../../shared/pages/domain-page.ts';
import { domainJson } from '../../../shared/reporting/domain-json.ts';
import { aRecord, certificate, dnsWrong, HOUR, MINUTE, T0 } from '../../support/records.ts';

const NOW = T0 + 3 * HOUR;

const shown = (change: Partial<DomainRecord>, mayAsk = true) =>
  domainPage({ domain: domainJson(aRecord(change)), now: NOW, mayAsk });

const removed = { state: 'removed', forgetAt: NOW + HOUR } as const;
const twice = { closte: [], dns: dnsWrong.problems, certificate: dnsWrong.problems };

describe('the page of a domain', () => {
  const rules: [what: string, change: Partial<DomainRecord>, shows: RegExp][] = [
    ['its site, and leads to all of that', {}, /<a href="\/\?siteId=12#domains">12<\/a>/],
    [
      'when it was checked last, in words and with the zone',
      { lastCheckedAt: T0 },
      /3 h ago<\/time> <span class="small">2026-11-22 10:00:00 UTC</,
    ],
    ['that it never was', { lastCheckedAt: null }, /Last checked<\/dt><dd>never/],
    [
      'when it is next',
      { nextCheckAt: NOW + 5 * MINUTE },
      /in 5 min<\/time> <span[^>]+>2026-11-22 13:05:00 UTC/,
    ],
    ['that it is due', { nextCheckAt: T0 }, />due<\/time> <span[^>]+>with the next sweep/],
    ['that it never is', { nextCheckAt: null }, /Next check<\/dt><dd>none/],
    ['that it has not been looked at', {}, /It has not been looked at yet\./],
    ['that nothing is wrong', { stage: 'done', lastCheckedAt: T0 }, /Nothing, as far as we know\./],
    ['that it is unmapped', { alias: removed }, /The multisite has unmapped it\./],
    [
      'that nobody looks at it then',
      { alias: removed },
      /It is not mapped, so nothing is looked at/,
    ],
    ['that no certificate was seen', {}, /None has been seen yet\./],
    ['the certificate', { certificate }, /<dd>2027-01-30 00:00:00 UTC \(in 68 days\)/],
    ['that nothing has happened', {}, /<p>Nothing yet\.<\/p>/],
    [
      'how long a stage lasted, and what decided the next',
      {
        history: [
          { at: T0, from: 'checking-dns', to: 'checking-ssl-cert', reason: 'DNS is right' },
          { at: T0 + 8 * MINUTE, from: 'checking-ssl-cert', to: 'done', reason: 'it is valid' },
        ],
      },
      /checking-ssl-cert<\/span> <span class="small">for 8 min<\/span>\n<p class="small"><bdi>DNS is right/,
    ],
    [
      'how long the present one has',
      { history: [{ at: T0, from: 'checking-dns', to: 'done', reason: 'right' }] },
      /for 3 h so far/,
    ],
    [
      'what else happened',
      { milestones: [{ what: 'alias-added', at: T0 }] },
      /2026-11-22 10:00:00 UTC<\/time> Closte has the alias/,
    ],
    ['who has to fix it', { problems: twice }, /To be done by the customer\./],
    [
      'a wildcard',
      { domain: parseDomainName('*.example.com') },
      /action="\/domains\/\*\.example\.com\/check"/,
    ],
  ];
  for (const [what, change, shows] of rules) {
    it(`shows ${what}`, () => {
      assert.match(shown(change), shows);
    });
  }

  it('has each id once, even if two problems have the same code', () => {
    const ids = [...shown({ problems: twice }).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    assert.deepEqual(ids, [...new Set(ids)]);
    assert.ok(ids.includes('problem-2'));
  });

  const asking: [which: string, change: Partial<DomainRecord>, mayAsk: boolean, has: boolean][] = [
    ['a mapped domain', {}, true, true],
    ['an unmapped one', { alias: removed }, true, false],
    ['a page that may not ask', {}, false, false],
  ];
  for (const [which, change, mayAsk, has] of asking) {
    it(`has ${has ? 'a' : 'no'} button to look again for ${which}`, () => {
      assert.equal(shown(change, mayAsk).includes('Check again'), has);
    });
  }
});
