import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { diagnosesClient, signature } from '../../../shared/multisite/diagnoses.ts';
import { MultisiteError } from '../../../shared/multisite/failure.ts';
import type { MultisiteCredentials } from '../../../shared/settings/multisite-credentials.ts';
import { SecretError } from '../../../shared/settings/secret.ts';
import { serving } from '../../support/loopback.ts';

const shop = parseDomainName('shop.example.com');
const never = new AbortController().signal;
const NOW = Date.parse('2026-11-22T10:00:00Z');

/** A plugin that knows one secret, and refuses every other with `code`. */
async function plugin(secret: string, code = 'closte_domain_sync_signature') {
  const taken: unknown[] = [];
  let requests = 0;
  const server = await serving(async (request, response) => {
    requests += 1;
    const body = await text(request);
    const route = (request.url ?? '').replace('/wp-json', '');
    const headers = signature({ secret, route, body, now: NOW });
    const isOurs =
      request.headers['x-closte-sync-signature'] === headers['x-closte-sync-signature'];
    if (isOurs) taken.push(JSON.parse(body));
    response.writeHead(isOurs ? 204 : 401, { 'content-type': 'application/json' });
    response.end(isOurs ? '' : JSON.stringify({ code, message: '…', data: { status: 401 } }));
  });
  return {
    taken,
    requests: () => requests,
    apiUrl: `${server.origin}/wp-json`,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function credentialsOf(secret: string, replacement?: string): MultisiteCredentials {
  return {
    current: async () => ({ key: 'key', secret }),
    replacementFor: async () =>
      replacement === undefined ? undefined : { key: 'key', secret: replacement },
  };
}

const refused = (error: unknown) => error instanceof MultisiteError && error.kind === 'refused';

describe('the client that tells the plugin how a domain stands', () => {
  it('signs with the secret', async () => {
    await using wordpress = await plugin('secret');
    const { apiUrl } = wordpress;
    const client = diagnosesClient({
      apiUrl,
      credentials: credentialsOf('secret'),
      now: () => NOW,
    });
    assert.equal(await client.tell(shop, { stage: 'done' }, never), 'told');
    assert.deepEqual(wordpress.taken, [{ stage: 'done' }]);
  });

  it('reads a refused secret again, so that a rotation needs no deployment', async () => {
    await using wordpress = await plugin('new');
    const { apiUrl } = wordpress;
    const credentials = credentialsOf('old', 'new');
    const client = diagnosesClient({ apiUrl, credentials, now: () => NOW });
    assert.equal(await client.tell(shop, { stage: 'done' }, never), 'told');
  });

  it('is refused where the secret has not changed', async () => {
    await using wordpress = await plugin('new');
    const { apiUrl } = wordpress;
    const client = diagnosesClient({ apiUrl, credentials: credentialsOf('old'), now: () => NOW });
    await assert.rejects(client.tell(shop, {}, never), refused);
    assert.equal(wordpress.requests(), 1);
  });

  it('does not read the secret again if the plugin refuses something else', async () => {
    await using wordpress = await plugin('new', 'closte_domain_sync_clock');
    const { apiUrl } = wordpress;
    const credentials = credentialsOf('old', 'new');
    const client = diagnosesClient({ apiUrl, credentials, now: () => NOW });
    await assert.rejects(client.tell(shop, {}, never), refused);
    assert.equal(wordpress.requests(), 1);
  });

  it('fails where the secret cannot be read, or does not come in time', async () => {
    await using wordpress = await plugin('secret');
    const { apiUrl } = wordpress;
    const silent = () => new Promise<never>(() => {});
    for (const current of [() => Promise.reject(new SecretError('it is gone')), silent]) {
      const credentials = { current, replacementFor: async () => undefined };
      const client = diagnosesClient({ apiUrl, credentials, timeoutMs: 20 });
      await assert.rejects(
        client.tell(shop, {}, never),
        (error) => error instanceof MultisiteError && error.kind === 'unavailable',
      );
    }
    assert.equal(wordpress.requests(), 0);
  });
});
