import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import {
  CLOSTE_API_PATH,
  type ClosteSandboxOptions,
  closteSandbox,
} from '../../../infra/local/sandbox/closte-api.ts';
import type { ApiKey } from '../../../shared/closte/api-key.ts';
import { type ClosteOptions, closteClient } from '../../../shared/closte/client.ts';
import { ClosteError } from '../../../shared/closte/failure.ts';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { fixedSecret } from '../../../shared/settings/secret.ts';
import { serving } from '../../support/loopback.ts';

const KEY = 'the-key';
const SHOP = parseDomainName('shop.example.com');
const WILDCARD = parseDomainName('*.example.com');
const NEVER = new AbortController().signal;
/** Longer than a test may take. */
const HOUR = 3_600_000;

/** A separate Closte for each test, and a client with short delays between retries. */
async function start(
  sandboxOptions: Partial<ClosteSandboxOptions> = {},
  clientOptions: Partial<ClosteOptions> = {},
) {
  const sandbox = closteSandbox({ apiKey: KEY, ...sandboxOptions });
  const server = await serving(sandbox.handler);
  const closte = closteClient({
    apiUrl: server.origin + CLOSTE_API_PATH,
    apiKey: fixedSecret(KEY),
    retryDelaysMs: [1, 1],
    ...clientOptions,
  });
  return {
    sandbox,
    closte,
    aliases: () => sandbox.aliases().map(({ domain }) => domain),
    endpoints: () => sandbox.calls.map(({ endpoint }) => endpoint),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

describe('adding an alias at Closte', () => {
  it('adds it', async () => {
    await using at = await start();
    await at.closte.addAlias(SHOP, NEVER);
    assert.deepEqual(at.aliases(), [SHOP]);
    assert.deepEqual(at.sandbox.calls[0]?.fields, { domain: SHOP, wildcard: '0' });
  });

  it('adds a wildcard under its whole name', async () => {
    await using at = await start();
    await at.closte.addAlias(WILDCARD, NEVER);
    assert.deepEqual(at.aliases(), ['*.example.com']);
    assert.deepEqual(at.sandbox.calls[0]?.fields, { domain: '*.example.com', wildcard: '1' });
  });

  it('succeeds if it was there already', async () => {
    await using at = await start();
    await at.closte.addAlias(SHOP, NEVER);
    await at.closte.addAlias(SHOP, NEVER);
    assert.deepEqual(at.aliases(), [SHOP]);
  });

  it('succeeds if the answer to the first request gets lost', async () => {
    await using at = await start();
    at.sandbox.addFault({ kind: 'success-then-reset', times: 1 });
    await at.closte.addAlias(SHOP, NEVER);
    assert.equal(at.sandbox.calls.length, 2);
    assert.deepEqual(at.aliases(), [SHOP]);
  });

  it('fails for good if Closte refuses the domain', async () => {
    await using at = await start({ refuses: (domain) => domain === SHOP });
    await assert.rejects(
      at.closte.addAlias(SHOP, NEVER),
      new ClosteError('refused-domain', 'Invalid or empty domain: shop.example.com'),
    );
    assert.equal(at.sandbox.calls.length, 1);
  });

  it('accepts an address with a slash at the end', async () => {
    const sandbox = closteSandbox({ apiKey: KEY });
    await using server = await serving(sandbox.handler);
    const apiUrl = `${server.origin}${CLOSTE_API_PATH}/`;
    await closteClient({ apiUrl, apiKey: fixedSecret(KEY) }).addAlias(SHOP, NEVER);
    assert.equal(sandbox.aliases().length, 1);
  });
});

describe('removing an alias at Closte', () => {
  it('removes it', async () => {
    await using at = await start({ initialAliases: [{ domain: WILDCARD, addedAt: 0 }] });
    await at.closte.removeAlias(WILDCARD, NEVER);
    assert.deepEqual(at.aliases(), []);
    assert.deepEqual(at.sandbox.calls[0]?.fields, { domain: '*.example.com', wildcard: '1' });
  });

  it('succeeds if it never was there', async () => {
    await using at = await start();
    await at.closte.removeAlias(SHOP, NEVER);
    assert.deepEqual(at.endpoints(), ['/deletedomainalias']);
  });

  it('succeeds if Closte refuses the domain', async () => {
    await using at = await start({ refuses: () => true });
    await at.closte.removeAlias(SHOP, NEVER);
    assert.deepEqual(at.endpoints(), ['/deletedomainalias']);
  });

  it('succeeds if the answer to the first request gets lost', async () => {
    await using at = await start({ initialAliases: [{ domain: SHOP, addedAt: 0 }] });
    at.sandbox.addFault({ kind: 'success-then-reset', times: 1 });
    await at.closte.removeAlias(SHOP, NEVER);
    assert.equal(at.sandbox.calls.length, 2);
    assert.deepEqual(at.aliases(), []);
  });
});

describe('requesting a certificate from Closte', () => {
  const withShop = { initialAliases: [{ domain: SHOP, addedAt: 0 }] };

  it("tries Ultimate Multisite's endpoints in turn and returns the one that answered", async () => {
    await using at = await start({ ...withShop, certificateEndpoint: '/ssl' });
    assert.equal(await at.closte.requestCertificate(SHOP, undefined, NEVER), '/ssl');
    assert.deepEqual(at.endpoints(), ['/ssl/install', '/installssl', '/ssl']);
    for (const { fields } of at.sandbox.calls) {
      assert.deepEqual(fields, { domain: SHOP, type: 'letsencrypt' });
    }
  });

  it('begins with the endpoint that answered last', async () => {
    await using at = await start({ ...withShop, certificateEndpoint: '/ssl' });
    assert.equal(await at.closte.requestCertificate(SHOP, '/ssl', NEVER), '/ssl');
    assert.deepEqual(at.endpoints(), ['/ssl']);
  });

  it('tries the others if that one is gone', async () => {
    await using at = await start({ ...withShop, certificateEndpoint: '/installssl' });
    assert.equal(await at.closte.requestCertificate(SHOP, '/ssl', NEVER), '/installssl');
    assert.deepEqual(at.endpoints(), ['/ssl', '/ssl/install', '/installssl']);
  });

  it('does not ask at an endpoint that it does not know', async () => {
    await using at = await start({ ...withShop, certificateEndpoint: '/ssl/install' });
    assert.equal(
      await at.closte.requestCertificate(SHOP, '/deletedomainalias', NEVER),
      '/ssl/install',
    );
    assert.deepEqual(at.endpoints(), ['/ssl/install']);
  });

  it('reports that none answered', async () => {
    await using at = await start({ ...withShop, certificateEndpoint: '/renamed' });
    assert.equal(await at.closte.requestCertificate(SHOP, undefined, NEVER), undefined);
    assert.deepEqual(at.endpoints(), [
      '/ssl/install',
      '/installssl',
      '/ssl',
      '/certificate/install',
    ]);
  });

  it('goes on past an endpoint that fails', async () => {
    await using at = await start({ ...withShop, certificateEndpoint: '/ssl' });
    at.sandbox.addFault({ endpoint: '/ssl/install', kind: 'error-500', times: 1 });
    assert.equal(await at.closte.requestCertificate(SHOP, undefined, NEVER), '/ssl');
  });

  it('treats a failing endpoint as missing, as Ultimate Multisite does', async () => {
    await using at = await start({ ...withShop, certificateEndpoint: '/ssl/install' });
    at.sandbox.addFault({ endpoint: '/ssl/install', kind: 'error-500', times: 1 });
    assert.equal(await at.closte.requestCertificate(SHOP, undefined, NEVER), undefined);
    assert.equal(at.sandbox.calls.length, 4);
  });

  it('retries an endpoint that could not be reached', async () => {
    await using at = await start({ ...withShop, certificateEndpoint: '/ssl/install' });
    at.sandbox.addFault({ kind: 'reset', times: 2 });
    assert.equal(await at.closte.requestCertificate(SHOP, undefined, NEVER), '/ssl/install');
    assert.deepEqual(at.endpoints(), ['/ssl/install', '/ssl/install', '/ssl/install']);
  });

  it('goes on past an endpoint that refuses the key, since it may refuse everybody', async () => {
    await using at = await start({ ...withShop, certificateEndpoint: '/ssl' });
    at.sandbox.addFault({ endpoint: '/ssl/install', kind: 'unauthorized', times: 1 });
    assert.equal(await at.closte.requestCertificate(SHOP, undefined, NEVER), '/ssl');
  });

  it('says that Closte refuses the key if every endpoint does', async () => {
    await using at = await start(withShop);
    at.sandbox.addFault({ kind: 'unauthorized', times: 4 });
    await assert.rejects(at.closte.requestCertificate(SHOP, undefined, NEVER), {
      kind: 'unauthorized',
    });
  });
});

describe('testing the connection to Closte', () => {
  it('succeeds with a good key, and asks without a domain', async () => {
    await using at = await start();
    await at.closte.testConnection(NEVER);
    assert.deepEqual(at.sandbox.calls[0]?.fields, {});
    assert.deepEqual(at.endpoints(), ['/adddomainalias']);
  });

  it('fails with a key that Closte refuses', async () => {
    await using at = await start({}, { apiKey: fixedSecret('another') });
    await assert.rejects(
      at.closte.testConnection(NEVER),
      new ClosteError('unauthorized', 'Closte refuses the API key (HTTP 401): Invalid API key'),
    );
  });

  it('fails if there is no API at the address', async () => {
    await using at = await start();
    at.sandbox.addFault({ kind: 'not-json', times: 3 });
    await assert.rejects(at.closte.testConnection(NEVER), { kind: 'unavailable' });
  });
});

describe('the API key', () => {
  /** A key that is `first`, and `later` (if it is another) when it is read again. */
  function rotating(first: string, later: string | undefined) {
    const refused: string[] = [];
    const apiKey: ApiKey = {
      current: async () => first,
      replacementFor: async (key) => {
        refused.push(key);
        return later;
      },
    };
    return { apiKey, refused };
  }

  it('is read again when Closte refuses it, so that a rotation goes unnoticed', async () => {
    const { apiKey, refused } = rotating('old', 'new');
    await using at = await start({}, { apiKey });
    at.sandbox.rotateKey('new');
    await at.closte.addAlias(SHOP, NEVER);
    assert.deepEqual(refused, ['old']);
    assert.deepEqual(at.aliases(), [SHOP]);
  });

  it('is read again when Closte refuses it only in words', async () => {
    const { apiKey } = rotating('old', 'new');
    await using server = await serving(async (request, response) => {
      const isNew = (await text(request)).includes('apikey=new');
      response.end(isNew ? '{"success":true}' : '{"success":false,"error":"Wrong API key"}');
    });
    await closteClient({ apiUrl: server.origin, apiKey }).addAlias(SHOP, NEVER);
  });

  it('is not tried again if it is unchanged', async () => {
    const { apiKey, refused } = rotating('old', undefined);
    await using at = await start({}, { apiKey });
    await assert.rejects(at.closte.addAlias(SHOP, NEVER), { kind: 'unauthorized' });
    assert.deepEqual(refused, ['old']);
    assert.equal(at.sandbox.calls.length, 1);
  });

  it('is read again only once', async () => {
    const { apiKey, refused } = rotating('old', 'also wrong');
    await using at = await start({}, { apiKey });
    await assert.rejects(at.closte.addAlias(SHOP, NEVER), { kind: 'unauthorized' });
    assert.deepEqual(refused, ['old']);
    assert.equal(at.sandbox.calls.length, 2);
  });

  it('makes Closte unavailable if it cannot be read, without showing why', async () => {
    const apiKey: ApiKey = {
      current: () => Promise.reject(new Error('the-key is malformed')),
      replacementFor: async () => undefined,
    };
    await using at = await start({}, { apiKey });
    await assert.rejects(
      at.closte.addAlias(SHOP, NEVER),
      new ClosteError('unavailable', 'the API key could not be read', undefined, false),
    );
    assert.equal(at.sandbox.calls.length, 0);
  });

  it('may report by itself why it cannot be read', async () => {
    const error = new ClosteError('unauthorized', 'no API key is configured');
    const apiKey: ApiKey = {
      current: () => Promise.reject(error),
      replacementFor: async () => undefined,
    };
    await using at = await start({}, { apiKey });
    await assert.rejects(at.closte.addAlias(SHOP, NEVER), (thrown) => thrown === error);
  });
});

describe('the retries of calls to Closte', () => {
  for (const kind of ['error-500', 'empty-body', 'not-json', 'reset', 'too-large'] as const) {
    it(`are two within a call after ${kind}`, async () => {
      await using at = await start();
      at.sandbox.addFault({ kind, times: 2 });
      await at.closte.addAlias(SHOP, NEVER);
      assert.equal(at.sandbox.calls.length, 3);
      assert.deepEqual(at.aliases(), [SHOP]);
    });
  }

  for (const status of [429, 503]) {
    it(`are left to the caller after HTTP ${status} with Retry-After`, async () => {
      let requests = 0;
      await using server = await serving((_request, response) => {
        requests += 1;
        response.writeHead(status, { 'retry-after': '30' }).end();
      });
      const closte = closteClient({
        apiUrl: server.origin,
        apiKey: fixedSecret(KEY),
        retryDelaysMs: [1, 1],
      });
      await assert.rejects(closte.addAlias(SHOP, NEVER), { retryAfterMs: 30_000 });
      assert.equal(requests, 1);
    });
  }

  it('end when the time of the whole call is up', async () => {
    await using at = await start({}, { timeoutMs: 1500 });
    at.sandbox.addFault({ kind: 'hang', times: 1 });
    await assert.rejects(
      at.closte.addAlias(SHOP, NEVER),
      new ClosteError('unavailable', 'no answer within 1.5 s'),
    );
    assert.equal(at.sandbox.calls.length, 1);
  });

  it('share that time among attempts, endpoints and keys', async () => {
    const slowly: ApiKey = {
      current: async () => KEY,
      replacementFor: () => new Promise(() => {}),
    };
    await using at = await start({}, { timeoutMs: 3000, retryDelaysMs: [HOUR], apiKey: slowly });
    at.sandbox.addFault({ endpoint: '/adddomainalias', kind: 'error-500', times: 1 });
    at.sandbox.addFault({ endpoint: '/deletedomainalias', kind: 'unauthorized', times: 1 });
    at.sandbox.addFault({ endpoint: '/installssl', kind: 'hang', times: 1 });
    await Promise.all([
      assert.rejects(at.closte.addAlias(SHOP, NEVER), {
        kind: 'unavailable',
        message: /^HTTP 500/,
      }),
      assert.rejects(at.closte.removeAlias(SHOP, NEVER), { message: /^no answer within/ }),
      assert.rejects(at.closte.requestCertificate(SHOP, undefined, NEVER), {
        message: /^no answer within/,
      }),
    ]);
  });

  it('end at once, with the reason of the signal, when it aborts', async () => {
    const stuck: ApiKey = {
      current: () => new Promise(() => {}),
      replacementFor: async () => undefined,
    };
    const reason = new Error('shutting down');
    for (const { options, fault } of [
      { options: {}, fault: 'hang' },
      { options: { retryDelaysMs: [HOUR] }, fault: 'error-500' },
      { options: { apiKey: stuck }, fault: 'hang' },
    ] as const) {
      await using at = await start({}, { timeoutMs: HOUR, ...options });
      at.sandbox.addFault({ kind: fault, times: 4 });
      const aborting = new AbortController();
      const calls = [
        at.closte.addAlias(SHOP, aborting.signal),
        at.closte.removeAlias(SHOP, aborting.signal),
        at.closte.testConnection(aborting.signal),
      ].map((call) => assert.rejects(call, (thrown) => thrown === reason));
      await new Promise((resolve) => setTimeout(resolve, 100));
      aborting.abort(reason);
      await Promise.all(calls);
    }
  });
});
