import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text as textOf } from 'node:stream/consumers';
import { parseDomainName } from '../../shared/domain-name.ts';
import { storeIn, type Workplace, workplace } from '../infra/cli/cli.ts';
import { type FunctionProcess, startFunction } from '../support/function-process.ts';
import { aRecord, shop } from '../support/records.ts';

const damaged = parseDomainName('damaged.example.com');
const newer = parseDomainName('newer.example.com');
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const OUR_PAGE = { 'sec-fetch-site': 'same-origin' };
const LONG = 'a'.repeat(7000);

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a path unchanged: `fetch` would normalize `/a/../b`. */
function ask(
  url: string,
  path: string,
  method = 'GET',
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { path, method, headers }, async (response) => {
      const text = await textOf(response);
      resolve({ status: response.statusCode, headers: response.headers, text });
    });
    sent.once('error', reject);
    sent.end();
  });
}

describe('the status page over HTTP', () => {
  let place: Workplace;
  let status: FunctionProcess;

  before(async () => {
    place = await workplace();
    const { path } = await storeIn(place.folder, [
      aRecord(),
      aRecord({ domain: damaged }),
      aRecord({ domain: newer }),
    ]);
    const database = new DatabaseSync(path);
    database
      .prepare("UPDATE domains SET record = json_set(record, '$.stage', 'lost') WHERE domain = ?")
      .run(damaged);
    database
      .prepare("UPDATE domains SET record = json_set(record, '$.version', 99) WHERE domain = ?")
      .run(newer);
    database.close();
    status = await startFunction('domainStatus', {
      STORE: `sqlite:${path}`,
      STATUS_CHECK_AGAIN: 'true',
    });
  });
  after(async () => {
    await status.close();
    await place[Symbol.asyncDispose]();
  });

  const answers: [method: string, path: string, status: number, said: RegExp][] = [
    ['GET', '//', 200, /<title>Mapped domains/],
    ['GET', '/?', 200, /<title>Mapped domains/],
    ['GET', '/?q=%zz', 200, /No domain matches/],
    ['GET', '/?q=%00', 200, /No domain matches/],
    ['GET', '/?q[a]=b', 200, /<title>Mapped domains/],
    ['GET', `/?q=${LONG}`, 400, /Name is too long/],
    ['GET', `/?pageToken=${LONG}!`, 400, /pageToken must be/],
    ['GET', '/domains/', 200, /^\{"domains":\[/],
    ['GET', '/domains?limit=0', 400, /"field":"limit"/],
    ['GET', '/domains?q=a&q=b', 400, /"field":"q"/],
    ['GET', '/domains?siteId=99999999999999999999', 400, /"field":"siteId"/],
    ['GET', `/domains/${shop}/`, 200, /"domain":"shop\.example\.com"/],
    ['GET', '/domains/SHOP.Example.COM.', 200, /"domain":"shop\.example\.com"/],
    ['GET', '/domains/%00', 400, /control character/],
    ['GET', '/domains/..', 400, /empty label/],
    ['GET', '/domains/../health', 404, /there is only/],
    ['GET', '/domains//shop.example.com', 400, /domain is empty/],
    ['GET', '/domains/http:%2f%2fshop.example.com', 400, /it has a scheme/],
    ['GET', `/domains/${LONG}`, 400, /over 253 characters/],
    ['GET', `/domains/${damaged}`, 500, /damaged\.example\.com is damaged at stage/],
    [
      'GET',
      `/domains/${newer}`,
      500,
      /is of version 99, and this program reads up to \d+: upgrade it/,
    ],
    ['GET', '/assets/../domain-page.ts', 404, /there is only/],
    ['GET', '/assets/..%2fassets.ts', 404, /no such file/],
    ['GET', '/assets/__proto__', 404, /no such file/],
    ['GET', '/health', 200, /^\{"status":"ok"\}$/],
    ['GET', '/Health', 404, /there is only/],
    ['GET', '/healthz', 404, /there is only/],
    ['GET', `/domains/${shop}/check`, 405, /must be POST/],
    ['DELETE', `/domains/${shop}/check`, 405, /must be POST/],
    ['POST', '/', 405, /must be GET/],
    ['PUT', `/domains/${shop}`, 405, /must be GET/],
    ['OPTIONS', '/domains', 405, /must be GET/],
    ['POST', '/nowhere', 405, /must be GET/],
    ['POST', `/domains/${damaged}/check`, 500, /is damaged at stage/],
    ['POST', '/domains/unknown.example.com/check', 404, /is not known/],
  ];
  for (const [method, path, code, said] of answers) {
    it(`answers ${method} ${path.slice(0, 60)} with ${code}`, async () => {
      const answer = await ask(status.url, path, method, OUR_PAGE);
      assert.equal(answer.status, code, answer.text);
      assert.match(answer.text, said);
      const type = path.startsWith('/?') || path === '//' ? /^text\/html/ : /^application\/json/;
      assert.match(String(answer.headers['content-type']), type);
    });

    it(`answers ${method} ${path.slice(0, 60)} with a page for a browser`, async () => {
      const { status: seen, headers } = await ask(status.url, path, method, {
        ...OUR_PAGE,
        accept: BROWSER,
      });
      assert.equal(seen, code);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.equal(headers['referrer-policy'], 'same-origin');
      assert.equal(headers['cache-control'], 'no-store');
      assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/);
      if (code >= 400) assert.match(String(headers['content-type']), /^text\/html/);
    });
  }

  for (const path of [
    '/',
    '/domains',
    `/domains/${shop}`,
    '/health',
    '/assets/status.css',
    '/no',
  ]) {
    it(`answers HEAD ${path} as GET, without the body`, async () => {
      const [head, got] = await Promise.all([
        ask(status.url, path, 'HEAD'),
        ask(status.url, path, 'GET'),
      ]);
      assert.equal(head.text, '');
      assert.equal(head.status, got.status);
      assert.equal(head.headers['content-length'], got.headers['content-length']);
      assert.equal(head.headers['content-type'], got.headers['content-type']);
    });
  }

  it('names the methods that it allows', async () => {
    const { headers } = await ask(status.url, '/domains', 'PUT');
    assert.equal(headers.allow, 'GET, HEAD');
    const { headers: ofCheck } = await ask(status.url, `/domains/${shop}/check`, 'PUT');
    assert.equal(ofCheck.allow, 'POST');
  });

  it('sends a file again only after a change', async () => {
    const { headers } = await ask(status.url, '/assets/status.js');
    const known = { 'if-none-match': String(headers.etag) };
    assert.equal((await ask(status.url, '/assets/status.js', 'GET', known)).status, 304);
    assert.equal((await ask(status.url, '/assets/status.css', 'GET', known)).status, 200);
  });

  it('lists the other records beside a damaged one, and names the damaged one', async () => {
    for (const path of ['/', `/?q=${damaged}`]) {
      const { status: seen, text } = await ask(status.url, path);
      assert.equal(seen, 200);
      assert.equal(text.match(/damaged\.example\.com is damaged at stage/g)?.length, 1);
    }
  });

  describe('with a store that cannot be opened', () => {
    let without: FunctionProcess;

    before(async () => {
      const path = join(place.folder, 'no.db');
      writeFileSync(path, 'no database, however long it is looked at');
      without = await startFunction('domainStatus', { STORE: `sqlite:${path}` });
    });
    after(() => without.close());

    for (const path of ['/', '/domains', `/domains/${shop}`, '/health']) {
      it(`says so at ${path}, and why in the log`, async () => {
        const json = await ask(without.url, path);
        assert.equal(json.status, 503);
        const message = 'The store cannot be read; the log says why.';
        if (path !== '/')
          assert.deepEqual(JSON.parse(json.text), { error: { field: '', message } });
        const page = await ask(without.url, path, 'GET', { accept: BROWSER });
        assert.equal(page.status, 503);
        assert.match(page.text, /<p>The store cannot be read; the log says why\.<\/p>/);
        assert.match(JSON.stringify(without.log().at(-1)), /file is not a database/);
      });
    }

    it('still serves its style sheet', async () => {
      assert.equal((await ask(without.url, '/assets/status.css')).status, 200);
    });
  });

  it('says that the store is gone, both to readers and to people who ask to look again', async () => {
    const folder = mkdtempSync(join(place.folder, 'gone-'));
    const { path } = await storeIn(folder, [aRecord()]);
    const environment = { STORE: `sqlite:${path}`, STATUS_CHECK_AGAIN: 'true' };
    const gone = await startFunction('domainStatus', environment);
    assert.equal((await ask(gone.url, '/health')).status, 200);
    rmSync(folder, { recursive: true });
    for (const [method, address, said] of [
      ['GET', '/', 'The store cannot be read'],
      ['GET', '/domains', 'The store cannot be read'],
      ['GET', `/domains/${shop}`, 'The store cannot be read'],
      ['GET', '/health', 'The store cannot be read'],
      ['POST', `/domains/${shop}/check`, 'The store cannot be written'],
    ] as const) {
      const answer = await ask(gone.url, address, method, OUR_PAGE);
      assert.equal(answer.status, 503, `${method} ${address}`);
      assert.ok(answer.text.includes(said), answer.text);
    }
    await gone.close();
  });
});
