import assert from 'node:assert/strict';
import { NO_STATISTICS } from '../../../shared/lifecycle/statistics.ts';
import { domainPage } from '../../../shared/pages/domain-page.ts';
import type { Listing } from '../../../shared/pages/list-section.ts';
import { messagePage } from '../../../shared/pages/message-page.ts';
import { type Overview, overviewPage } from '../../../shared/pages/overview-page.ts';
import { type DomainJson, domainJson } from '../../../shared/reporting/domain-json.ts';
import { aRecord, certificate, dnsWrong, T0 } from '../../support/records.ts';

/** Ends an attribute of either quotes, a comment and an element whose content is text. */
const MARKUP = `--></title></textarea>"'><script>alert(1)</script><img src=x onerror=alert(1)>`;
const AS_TEXT = /&lt;script&gt;alert\(1\)&lt;\/script&gt;/;

const domain = domainJson(
  aRecord({
    certificate,
    problems: { closte: [], dns: dnsWrong.problems, certificate: [] },
    history: [{ at: T0, from: 'checking-dns', to: 'failed', reason: 'five tries' }],
  }),
);
const [problem] = domain.problems;
const [record] = domain.records;
assert.ok(problem && record);

const ofDomain = (change: Partial<DomainJson>) =>
  domainPage({ domain: { ...domain, ...change }, now: T0, mayAsk: true });

const overview: Overview = {
  now: T0,
  summary: { count: null, parts: [] },
  days: NO_STATISTICS.days,
  listing: { asked: {}, domains: [domain], damaged: [] },
};
const ofAll = (change: Partial<Overview>) => overviewPage({ ...overview, ...change });
const ofList = (change: Partial<Listing>) => ofAll({ listing: { ...overview.listing, ...change } });
const at = new Date(T0).toISOString();

describe('a stranger’s text stays text on a page', () => {
  const pages: [what: string, page: string][] = [
    ['what a problem says', ofDomain({ problems: [{ ...problem, message: MARKUP }] })],
    ['what is to be done', ofDomain({ problems: [{ ...problem, remedy: MARKUP }] })],
    ['the name of a DNS record', ofDomain({ records: [{ ...record, name: MARKUP }] })],
    ['its short name', ofDomain({ records: [{ ...record, host: MARKUP }] })],
    ['its value', ofDomain({ records: [{ ...record, value: MARKUP }] })],
    ['who issued a certificate', ofDomain({ certificate: { ...certificate, issuer: MARKUP } })],
    ['since when it is valid', ofDomain({ certificate: { ...certificate, validFrom: MARKUP } })],
    ['until when', ofDomain({ certificate: { ...certificate, validTo: MARKUP } })],
    ['for which names', ofDomain({ certificate: { ...certificate, names: [MARKUP] } })],
    [
      'why a stage changed',
      ofDomain({
        history: [{ at, what: 'stage-changed', from: 'done', to: 'failed', reason: MARKUP }],
      }),
    ],
    ['the domain of the network', ofAll({ network: MARKUP })],
    [
      'what Closte said',
      ofAll({
        summary: { count: null, parts: [{ name: 'Closte', tone: 'bad', text: '', note: MARKUP }] },
      }),
    ],
    ['the name that is searched for', ofList({ asked: { q: MARKUP } })],
    ['the site', ofList({ asked: { siteId: MARKUP } })],
    ['what is wrong with a search', ofList({ fault: MARKUP })],
    ['why a record is damaged', ofList({ damaged: [{ domain: MARKUP, reason: MARKUP }] })],
    ['a message', messagePage('This page cannot be shown', MARKUP, T0)],
    ['its title', messagePage(MARKUP, '', T0)],
  ];
  for (const [what, page] of pages) {
    it(`such as ${what}`, () => {
      assert.match(page, AS_TEXT);
      assert.doesNotMatch(page, /<script>|<img|-->/);
    });
  }

  const addresses: [what: string, page: string][] = [
    ['the stage', ofList({ asked: { stage: MARKUP }, nextPageToken: 't' })],
    ['the problem', ofList({ asked: { problem: MARKUP }, nextPageToken: 't' })],
    ['who is needed', ofList({ asked: { needs: MARKUP }, nextPageToken: 't' })],
    ['the name', ofList({ asked: { q: MARKUP }, nextPageToken: 't' })],
    ['the next page', ofList({ nextPageToken: MARKUP })],
    ['this page', ofList({ asked: { pageToken: MARKUP }, nextPageToken: 't' })],
    ['the pages before', ofList({ asked: { back: `${MARKUP}.` }, nextPageToken: 't' })],
  ];
  for (const [what, page] of addresses) {
    it(`or part of an address, such as ${what}`, () => {
      const [, address = ''] = /<a href="([^"]*)" rel="next">/.exec(page) ?? [];
      assert.match(address, /^\/\?[\w%&=;.*+-]+#domains$/);
      assert.doesNotMatch(page, /<script>|<img|-->/);
    });
  }
});
