import assert from 'node:assert/strict';
import { request } from 'node:http';
import { parseDomainName } from '../../shared/domain-name.ts';
import type { DomainRecord } from '../../shared/lifecycle/record.ts';
import { problem } from '../../shared/problems/catalogue.ts';
import { sqliteStore } from '../../shared/store/sqlite.ts';
import { storeIn, type Workplace, workplace } from '../infra/cli/cli.ts';
import { type FunctionProcess, startFunction } from '../support/function-process.ts';
import { aRecord, certificate, dnsWrong, HOUR, shop } from '../support/records.ts';

const MARKUP = '"><script>alert(1)</script><b x=\'';
const hostile = parseDomainName('hostile.example.com');
const homograph = parseDomainName('xn--pple-43d.example.com');

const records: readonly DomainRecord[] = [
  aRecord({
    stage: 'failed',
    dnsTries: 6,
    problems: { closte: [], dns: dnsWrong.problems, certificate: [] },
  }),
  aRecord({
    domain: hostile,
    stage: 'checking-dns',
    certificate: { ...certificate, issuer: MARKUP, validTo: MARKUP, names: [MARKUP] },
    problems: {
      closte: [problem('closte-unavailable', { reason: MARKUP })],
      dns: [
        { code: 'dns-no-records', severity: 'error', message: MARKUP, remedy: MARKUP },
        problem('dns-server-failure', { name: MARKUP, reason: MARKUP }),
      ],
      certificate: [],
    },
    history: [{ at: 0, from: 'failed', to: 'checking-dns', reason: MARKUP }],
  }),
  aRecord({ domain: homograph, stage: 'done' }),
  aRecord({
    domain: parseDomainName('gone.example.com'),
    alias: { state: 'removed', forgetAt: Date.now() + HOUR },
  }),
];

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

describe('the status page', () => {
  let place: Workplace;
  let path: string;
  let status: FunctionProcess;

  before(async () => {
    place = await workplace();
    ({ path } = await storeIn(place.folder, records));
    status = await startFunction('domainStatus', {
      STORE: `sqlite:${path}`,
      STATUS_CHECK_AGAIN: 'true',
    });
  });
  after(async () => {
    await status.close();
    await place[Symbol.asyncDispose]();
  });

  async function seen(address: string, headers: Record<string, string> = BROWSER) {
    const response = await fetch(`${status.url}${address}`, { headers });
    return { response, text: await response.text() };
  }

  it('lists every domain on the first page, with the problem to fix first', async () => {
    const { response, text } = await seen('/');
    assert.equal(response.status, 200);
    assert.match(String(response.headers.get('content-type')), /^text\/html/);
    for (const { domain } of records) assert.ok(text.includes(`>${domain}</bdi>`), domain);
    assert.match(text, /<code class="error">dns-wrong-address<\/code>/);
    assert.match(text, /<b>2<\/b> need the customer/);
  });

  it('shows an internationalized name in both forms', async () => {
    for (const address of ['/', `/domains/${homograph}`]) {
      const { text } = await seen(address);
      assert.match(
        text,
        /xn--pple-43d\.example\.com<\/bdi> <bdi class="written">аpple\.example\.com/,
      );
    }
  });

  it('serves a domain’s page to a browser and its JSON to a program at the same address', async () => {
    const { response, text } = await seen(`/domains/${shop}`);
    assert.match(text, /<h1><bdi class="name">shop\.example\.com<\/bdi><\/h1>/);
    assert.match(text, /<code data-copy="the value">203\.0\.113\.7<\/code>/);
    assert.match(String(response.headers.get('vary')), /Accept/);
    for (const accept of ['*/*', 'application/json']) {
      const { text: json } = await seen(`/domains/${shop}`, { accept });
      assert.equal(JSON.parse(json).domain, shop);
    }
  });

  const addresses = [
    '/',
    `/domains/${hostile}`,
    '/domains/unknown.example.com',
    `/domains/${encodeURIComponent(MARKUP)}`,
    `/?q=${encodeURIComponent(MARKUP)}`,
    `/?stage=${encodeURIComponent(MARKUP)}`,
    `/?siteId=${encodeURIComponent(MARKUP)}`,
    `/?pageToken=${encodeURIComponent(MARKUP)}`,
    `/?pageToken=${Buffer.from(MARKUP).toString('base64url')}`,
    `/${encodeURIComponent(MARKUP)}`,
    '/assets/none.css',
  ];
  for (const address of addresses) {
    it(`never treats a stranger's text as markup: ${address.slice(0, 50)}`, async () => {
      const { response, text } = await seen(address);
      assert.doesNotMatch(text, /<script>|<b x=/);
      assert.match(text, /<\/html>\n$/);
      assert.match(
        String(response.headers.get('content-security-policy')),
        /^default-src 'none'; style-src 'self'; script-src 'self'; /,
      );
    });
  }

  it('contains no inline script or style, and no foreign address', async () => {
    for (const address of ['/', `/domains/${shop}`]) {
      const { text } = await seen(address);
      assert.doesNotMatch(text, / style=| on[a-z]+=|<style|<script(?! src="\/)|http-equiv/);
      const asked = [...text.matchAll(/ (?:src|href|action)="([^"]*)"/g)].map(([, to]) => to);
      assert.deepEqual(
        asked.filter((to) => !/^[/#]/.test(String(to))),
        [],
      );
    }
  });

  for (const name of ['status.css', 'status.js', 'icon.svg']) {
    it(`serves ${name} beside it`, async () => {
      const { response } = await seen(`/assets/${name}`);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    });
  }

  const filters: [query: string, found: string[]][] = [
    ['stage=failed', [shop]],
    ['problem=dns-server-failure', [hostile]],
    ['needs=customer', [hostile, shop]],
    ['siteId=99', []],
    ['q=аpple', [homograph]],
    ['q=аpp', [homograph]],
    ['q=ＳＨＯＰ', [shop]],
    ['q=%20shop%20', [shop]],
    ['q=SHOP', [shop]],
  ];
  for (const [query, found] of filters) {
    it(`lists [${found.join(', ')}] with ${query}`, async () => {
      const { text } = await seen(`/?${query}`);
      const rows = [...text.matchAll(/<th scope="row"><a href="\/domains\/([^"]+)"/g)];
      assert.deepEqual(
        rows.map(([, domain]) => domain),
        found,
      );
    });
  }

  it('finds a domain by its whole name, wherever it is in the list', async () => {
    const { text } = await seen('/?q=shop.example.com');
    assert.match(text, /Found: <a href="\/domains\/shop\.example\.com"/);
  });

  const faults: [address: string, status: number, said: RegExp][] = [
    ['/?stage=lost', 400, /role="alert">Stage must be one of checking-dns, /],
    ['/?siteId=x', 400, /role="alert">Site must be a whole number\./],
    ['/domains/unknown.example.com', 404, /unknown\.example\.com is not known/],
    ['/domains/127.0.0.1', 400, /domain: /],
    ['/elsewhere', 404, /path: there is only \//],
  ];
  for (const [address, code, said] of faults) {
    it(`tells a browser what is wrong with ${address}`, async () => {
      const { response, text } = await seen(address);
      assert.equal(response.status, code);
      assert.match(text, said);
    });
  }

  describe('asked to check again', () => {
    /** Also sends headers that `fetch` reserves for browsers. */
    function post(address: string, headers: Record<string, string>, url = status.url) {
      return new Promise<{ status: number | undefined; location: string | undefined }>(
        (resolve, reject) => {
          const sent = request(`${url}${address}`, { method: 'POST', headers }, (response) => {
            response.resume();
            resolve({ status: response.statusCode, location: response.headers.location });
          });
          sent.once('error', reject);
          sent.end();
        },
      );
    }

    async function stored() {
      const store = await sqliteStore(path, 'read');
      const record = await store.get(shop);
      await store.close();
      return record;
    }

    const foreign: [from: string, headers: Record<string, string>][] = [
      ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
      ['another port of this site', { 'sec-fetch-site': 'same-site' }],
      ['the address bar', { 'sec-fetch-site': 'none' }],
      ['an old browser on another site', { origin: 'https://evil.example' }],
      ['a page without an origin', { origin: 'null' }],
      ['a program', {}],
    ];
    for (const [from, headers] of foreign) {
      it(`by ${from}, refuses and changes nothing`, async () => {
        const before = await stored();
        assert.equal((await post(`/domains/${shop}/check`, headers)).status, 403);
        assert.deepEqual(await stored(), before);
      });
    }

    it('by its own page, makes a failed domain start over, and leads back', async () => {
      const answer = await post(`/domains/${shop}/check`, { 'sec-fetch-site': 'same-origin' });
      assert.deepEqual(answer, { status: 303, location: `/domains/${shop}` });
      const record = await stored();
      assert.deepEqual([record?.stage, record?.dnsTries], ['checking-dns', 0]);
      assert.ok((record?.nextCheckAt ?? Infinity) <= Date.now());
    });

    it('by its own page in a browser that sends only Origin, does so as well', async () => {
      const headers = { origin: status.url };
      assert.equal((await post(`/domains/${shop}/check`, headers)).status, 303);
    });

    it('about a domain that nobody knows, says so', async () => {
      const headers = { 'sec-fetch-site': 'same-origin' };
      assert.equal((await post('/domains/unknown.example.com/check', headers)).status, 404);
    });

    it('by a GET, refuses', async () => {
      assert.equal((await seen(`/domains/${shop}/check`)).response.status, 405);
    });

    it('refuses, and shows no button, unless STATUS_CHECK_AGAIN is set', async () => {
      const reading = await startFunction('domainStatus', { STORE: `sqlite:${path}` });
      const headers = { 'sec-fetch-site': 'same-origin' };
      assert.equal((await post(`/domains/${shop}/check`, headers, reading.url)).status, 403);
      const page = await fetch(`${reading.url}/domains/${shop}`, { headers: BROWSER });
      assert.doesNotMatch(await page.text(), /Check again/);
      await reading.close();
    });
  });
});
