import assert from 'node:assert/strict';
import {
  CLOSTE_API_PATH,
  type ClosteSandbox,
  type ClosteSandboxOptions,
  closteSandbox,
  type SandboxAlias,
} from '../../../../infra/local/sandbox/closte-api.ts';
import { type Loopback, serving } from '../../../support/loopback.ts';

const KEY = 'sandbox-key';
const SHOP = { domain: 'shop.example.com', wildcard: '0' };
const DONE = { success: true };

interface Running extends AsyncDisposable {
  readonly sandbox: ClosteSandbox;
  /** Posts a form with the right key, unless the fields contain another. */
  readonly post: (endpoint: string, fields: Record<string, string>) => Promise<Response>;
  /** The same, as the reply's JSON. */
  readonly ask: (endpoint: string, fields: Record<string, string>) => Promise<unknown>;
}

async function start(options: Partial<ClosteSandboxOptions> = {}): Promise<Running> {
  const sandbox = closteSandbox({ apiKey: KEY, ...options });
  const server: Loopback = await serving(sandbox.handler);
  const post: Running['post'] = (endpoint, fields) =>
    fetch(server.origin + CLOSTE_API_PATH + endpoint, {
      method: 'POST',
      body: new URLSearchParams({ apikey: KEY, ...fields }),
      redirect: 'manual',
    });
  return {
    sandbox,
    post,
    ask: async (endpoint, fields) => (await post(endpoint, fields)).json(),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe("the stand-in for Closte's API", () => {
  it('adds an alias, once', async () => {
    await using closte = await start({ now: () => 1000 });
    assert.deepEqual(await closte.ask('/adddomainalias', SHOP), DONE);
    assert.deepEqual(closte.sandbox.aliases(), [{ domain: SHOP.domain, addedAt: 1000 }]);
    assert.deepEqual(await closte.ask('/adddomainalias', SHOP), {
      success: false,
      error: 'Domain alias already exists: shop.example.com',
    });
  });

  it('removes an alias, once', async () => {
    await using closte = await start({ initialAliases: [{ domain: SHOP.domain, addedAt: 0 }] });
    assert.deepEqual(await closte.ask('/deletedomainalias', SHOP), DONE);
    assert.deepEqual(closte.sandbox.aliases(), []);
    assert.deepEqual(await closte.ask('/deletedomainalias', SHOP), {
      success: false,
      error: 'Domain alias does not exist: shop.example.com',
    });
  });

  for (const endpoint of ['/adddomainalias', '/deletedomainalias']) {
    it(`rejects an empty domain and a refused one at ${endpoint}`, async () => {
      await using closte = await start({ refuses: (domain) => domain.endsWith('.closte.com') });
      assert.deepEqual(await closte.ask(endpoint, {}), {
        success: false,
        error: 'Invalid or empty domain: ',
      });
      assert.deepEqual(await closte.ask(endpoint, { domain: 'x.closte.com', wildcard: '0' }), {
        success: false,
        error: 'Invalid or empty domain: x.closte.com',
      });
      assert.deepEqual(closte.sandbox.aliases(), []);
    });

    it(`returns an error at ${endpoint} if wildcard does not match the domain`, async () => {
      await using closte = await start();
      for (const fields of [
        { domain: '*.example.com', wildcard: '0' },
        { domain: 'shop.example.com', wildcard: '1' },
        { domain: 'shop.example.com' },
      ]) {
        assert.deepEqual(await closte.ask(endpoint, fields), {
          success: false,
          error: 'Invalid value of wildcard',
        });
      }
    });
  }

  it('refuses a wrong key', async () => {
    await using closte = await start();
    const response = await closte.post('/adddomainalias', { ...SHOP, apikey: 'wrong' });
    assert.equal(response.status, 401);
    assert.deepEqual(await response.json(), { success: false, error: 'Invalid API key' });
    assert.deepEqual(closte.sandbox.aliases(), []);
  });

  it('refuses the old key once it is rotated', async () => {
    await using closte = await start();
    closte.sandbox.rotateKey('new');
    assert.equal((await closte.post('/adddomainalias', SHOP)).status, 401);
    assert.deepEqual(await closte.ask('/adddomainalias', { ...SHOP, apikey: 'new' }), DONE);
  });

  it('has one endpoint for certificates, for known aliases', async () => {
    await using closte = await start({ certificateEndpoint: '/ssl' });
    const request = { domain: SHOP.domain, type: 'letsencrypt' };
    assert.deepEqual(await closte.ask('/ssl', request), {
      success: false,
      error: 'Domain alias does not exist: shop.example.com',
    });
    await closte.ask('/adddomainalias', SHOP);
    assert.deepEqual(await closte.ask('/ssl', request), DONE);
    assert.equal((await closte.post('/ssl/install', request)).status, 404);
    assert.deepEqual(await closte.ask('/ssl', { domain: SHOP.domain }), {
      success: false,
      error: 'Invalid value of type',
    });
  });

  it('has nothing but its endpoints', async () => {
    await using closte = await start();
    for (const endpoint of ['/', '/constructor', '/adddomainalias/', '/AddDomainAlias']) {
      assert.equal((await closte.post(endpoint, SHOP)).status, 404);
    }
  });

  it('accepts only forms', async () => {
    const sandbox = closteSandbox({ apiKey: KEY });
    await using server = await serving(sandbox.handler);
    const url = `${server.origin}${CLOSTE_API_PATH}/adddomainalias`;
    const body = new URLSearchParams({ apikey: KEY, ...SHOP }).toString();
    assert.equal((await fetch(url)).status, 404);
    assert.equal((await fetch(url, { method: 'POST', body })).status, 404);
    assert.deepEqual(sandbox.aliases(), []);
  });

  it('has the certificate a while after the alias', async () => {
    await using closte = await start({ now: () => 1000, issuanceDelayMs: 500 });
    assert.equal(closte.sandbox.certificateReadyAt(SHOP.domain), undefined);
    await closte.ask('/adddomainalias', SHOP);
    assert.equal(closte.sandbox.certificateReadyAt(SHOP.domain), 1500);
    await closte.ask('/deletedomainalias', SHOP);
    assert.equal(closte.sandbox.certificateReadyAt(SHOP.domain), undefined);
  });

  it('reports its aliases on every change, so that a restart has them', async () => {
    const saved: (readonly SandboxAlias[])[] = [];
    await using first = await start({ now: () => 7, onChange: (aliases) => saved.push(aliases) });
    await first.ask('/adddomainalias', SHOP);
    await first.ask('/adddomainalias', SHOP);
    await first.ask('/deletedomainalias', SHOP);
    await first.ask('/deletedomainalias', SHOP);
    assert.deepEqual(saved, [[{ domain: SHOP.domain, addedAt: 7 }], []]);

    await using second = await start({ initialAliases: JSON.parse(JSON.stringify(saved[0])) });
    assert.deepEqual(second.sandbox.aliases(), saved[0]);
  });

  it('records the calls, without the key', async () => {
    await using closte = await start({ now: () => 7 });
    await closte.ask('/adddomainalias', SHOP);
    assert.deepEqual(closte.sandbox.calls, [{ at: 7, endpoint: '/adddomainalias', fields: SHOP }]);
  });

  it('records the last 1000 calls', async () => {
    await using closte = await start();
    for (let n = 0; n <= 1000; n += 1) await closte.ask('/adddomainalias', { domain: `n${n}` });
    assert.equal(closte.sandbox.calls.length, 1000);
    assert.equal(closte.sandbox.calls[0]?.fields.domain, 'n1');
  });
});

describe("a fault of the stand-in for Closte's API", () => {
  it('happens the requested number of times', async () => {
    await using closte = await start();
    closte.sandbox.addFault({ kind: 'error-500', times: 2 });
    const statuses: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      statuses.push((await closte.post('/adddomainalias', SHOP)).status);
    }
    assert.deepEqual(statuses, [500, 500, 200]);
  });

  it('happens only at its endpoint or for its domain, if given', async () => {
    await using closte = await start();
    closte.sandbox.addFault({ endpoint: '/deletedomainalias', kind: 'error-500', times: 1 });
    closte.sandbox.addFault({ domain: 'other.example.com', kind: 'rate-limited', times: 1 });
    assert.equal((await closte.post('/adddomainalias', SHOP)).status, 200);
    assert.equal((await closte.post('/deletedomainalias', SHOP)).status, 500);
    const other = { domain: 'other.example.com', wildcard: '0' };
    assert.equal((await closte.post('/adddomainalias', other)).status, 429);
  });

  for (const [kind, status, retryAfter, location, body] of [
    ['error-500', 500, null, null, '<h1>Server Error</h1>'],
    ['empty-body', 200, null, null, ''],
    ['not-json', 200, null, null, '<h1>Back soon</h1>'],
    ['rate-limited', 429, '30', null, 'Too Many Requests'],
    ['unauthorized', 401, null, null, '{"success":false,"error":"Invalid API key"}'],
    ['redirect', 307, null, '/elsewhere', ''],
  ] as const) {
    it(`answers ${kind}, and nothing is done`, async () => {
      await using closte = await start();
      closte.sandbox.addFault({ kind, times: 1 });
      const response = await closte.post('/adddomainalias', SHOP);
      assert.equal(response.status, status);
      assert.equal(response.headers.get('retry-after'), retryAfter);
      assert.equal(response.headers.get('location'), location);
      assert.equal(await response.text(), body);
      assert.deepEqual(closte.sandbox.aliases(), []);
    });
  }

  it('answers with more than anyone should read', async () => {
    await using closte = await start();
    closte.sandbox.addFault({ kind: 'too-large', times: 1 });
    const body = await (await closte.post('/adddomainalias', SHOP)).text();
    assert.ok(body.length > 2 * 1024 * 1024);
    assert.deepEqual(JSON.parse(body), DONE);
    assert.deepEqual(closte.sandbox.aliases(), []);
  });

  for (const [kind, done] of [
    ['reset', 0],
    ['success-then-reset', 1],
  ] as const) {
    it(`ends the connection for ${kind}, with ${done ? 'everything' : 'nothing'} done`, async () => {
      await using closte = await start();
      closte.sandbox.addFault({ kind, times: 1 });
      await assert.rejects(closte.post('/adddomainalias', SHOP), { message: 'fetch failed' });
      assert.equal(closte.sandbox.aliases().length, done);
    });
  }

  it('carries out a call late that it did not answer, whatever happened meanwhile', async () => {
    await using closte = await start();
    closte.sandbox.addFault({ kind: 'done-later', times: 1 });
    assert.equal((await closte.post('/adddomainalias', SHOP)).status, 504);
    assert.deepEqual(closte.sandbox.aliases(), []);
    await closte.ask('/deletedomainalias', SHOP);
    closte.sandbox.carryOutLate();
    assert.equal(closte.sandbox.aliases().length, 1);
  });

  it('never answers for hang', async () => {
    await using closte = await start();
    closte.sandbox.addFault({ kind: 'hang', times: 1 });
    const answered = closte.post('/adddomainalias', SHOP).then(
      () => true,
      () => true,
    );
    // Another request, sent later, is answered long before.
    assert.deepEqual(await closte.ask('/adddomainalias', SHOP), DONE);
    assert.equal(await Promise.race([answered, Promise.resolve(false)]), false);
  });
});
