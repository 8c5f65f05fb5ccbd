import assert from 'node:assert/strict';
import { multisiteClient } from '../../shared/multisite/client.ts';
import { credentialsIn } from '../../shared/settings/multisite-credentials.ts';
import { fixedSecret } from '../../shared/settings/secret.ts';
import { sqliteStore } from '../../shared/store/sqlite.ts';
import { callsOf } from '../shared/reconciliation/in-calls.ts';
import { deliver } from '../support/deliver.ts';
import { aMessage } from '../support/events.ts';
import { type FunctionProcess, startFunction } from '../support/function-process.ts';
import { type MultisiteApi, multisiteApi } from '../support/multisite-api.ts';
import { type Outside, startOutside } from '../support/outside.ts';
import { MINUTE } from '../support/records.ts';

const SECRET = 'the-key:the-secret';

describe('the functions, with the multisite that they write to', () => {
  let outside: Outside;
  let api: MultisiteApi;
  let events: FunctionProcess;
  let verify: FunctionProcess;
  let reconciling: FunctionProcess;

  beforeEach(async () => {
    [outside, api] = await Promise.all([startOutside(), multisiteApi()]);
    api.credentials = SECRET;
    const environment = {
      ...outside.environment,
      MULTISITE_API_URL: api.url,
      MULTISITE_API_SECRET: SECRET,
    };
    [events, verify, reconciling] = await Promise.all([
      startFunction('domainEvents', environment),
      startFunction('verifyDomains', environment),
      startFunction('reconcileDomains', environment),
    ]);
  });
  afterEach(async () => {
    await Promise.all([events, verify, reconciling].map((one) => one.close()));
    for (const { output } of [events, verify, reconciling]) {
      for (const secret of ['the-key', 'the-secret', btoa(SECRET)]) {
        assert.ok(!output().includes(secret), 'the credentials are in the log');
      }
    }
    await Promise.all([outside.close(), api[Symbol.asyncDispose]()]);
  });

  async function post({ url }: FunctionProcess, body?: string) {
    const response = await fetch(
      url,
      body === undefined ? { method: 'POST' } : { method: 'POST', body },
    );
    return { code: response.status, json: JSON.parse(await response.text()) };
  }

  it('take over the domains of a network, and write back the stage of each', async () => {
    for (let n = 1; n <= 5; n += 1) api.add(`d${n}.example.com`);
    await deliver(
      events.url,
      aMessage('domain.created', { domain: 'd1.example.com', domainId: 1 }),
    );
    const told = { multisite: 5, stored: 1, mapped: 4, unmapped: 0 };
    const domains = { mapped: [2, 3, 4, 5].map((n) => `d${n}.example.com`), unmapped: [] };
    const dry = { code: 200, json: { ...told, domains } };
    assert.deepEqual(await post(reconciling, '{"dryRun":true}'), dry);
    assert.deepEqual(await post(reconciling), { code: 200, json: told });
    let advanced = 0;
    const isDone = () => [...api.rows.values()].every(({ stage }) => stage === 'done');
    // The event leaves the stage to the sweep, due a second later.
    while (!isDone()) advanced += (await post(verify)).json.advanced;
    assert.ok(advanced >= 5, `${advanced}`);
    assert.deepEqual(
      [...api.rows.values()].map(({ stage, secure }) => [stage, secure]),
      Array.from({ length: 5 }, () => ['done', true]),
    );
    assert.equal(outside.closte.aliases().length, 5);

    api.rows.delete(3);
    assert.equal((await post(reconciling)).json.unmapped, 1);
    await post(verify);
    assert.equal(outside.closte.aliases().length, 4);
  });

  it('continue a reconciliation that another instance has left, and know when there is none', async () => {
    for (let n = 1; n <= 250; n += 1) api.add(`d${n}.example.com`);
    const { STORE = '' } = outside.environment;
    const store = await sqliteStore(STORE.replace('sqlite:', ''));
    const credentials = credentialsIn(fixedSecret(SECRET), 'it');
    const multisite = multisiteClient({ apiUrl: api.url, credentials });
    const left = callsOf({ multisite }, store);
    left.pass(-10 * MINUTE);
    assert.equal((await left.call(1)).remaining, true);
    await store.close();

    const told = { multisite: 250, stored: 0, mapped: 250, unmapped: 0 };
    assert.deepEqual(await post(reconciling, '{"goOn":true}'), { code: 200, json: told });
    const pages = api.calls.map(({ query }) => query.get('page'));
    assert.deepEqual(pages, ['1', '2', '3']);
    const none = { code: 200, json: { remaining: false } };
    assert.deepEqual(await post(reconciling, '{"goOn":true}'), none);
  });

  it('remove many domains at once only if forced', async () => {
    for (let n = 1; n <= 12; n += 1) api.add(`d${n}.example.com`);
    await post(reconciling);
    api.rows.clear();
    const { json } = await post(reconciling, '{"dryRun":false}');
    assert.deepEqual([json.unmapped, typeof json.refused], [0, 'string']);
    assert.deepEqual(await post(reconciling, '{"force":true}'), {
      code: 200,
      json: { multisite: 0, stored: 12, mapped: 0, unmapped: 12 },
    });
  });

  const refusals: [body: string, code: number, field: string][] = [
    ['{', 400, 'body'],
    ['[]', 400, 'body'],
    ['{"dryRun":"yes"}', 400, 'dryRun'],
    ['{"force":1}', 400, 'force'],
  ];
  for (const [body, code, field] of refusals) {
    it(`refuse to reconcile ${body} and name ${field}`, async () => {
      const answer = await post(reconciling, body);
      assert.deepEqual([answer.code, answer.json.error.field], [code, field]);
      assert.deepEqual(api.calls, []);
    });
  }

  it('reconcile only by POST', async () => {
    assert.equal((await fetch(reconciling.url)).status, 405);
  });

  it('say that the multisite cannot be reached', async () => {
    api.onCall = () => 'login-page';
    const { code, json } = await post(reconciling);
    assert.deepEqual([code, json.error.field], [502, 'multisite']);
    assert.match(json.error.message, /not JSON/);
  });

  it('say that no multisite is configured', async () => {
    const alone = await startFunction('reconcileDomains', outside.environment);
    const { code, json } = await post(alone);
    await alone.close();
    assert.deepEqual([code, json.error.field], [409, 'MULTISITE_API_URL']);
  });

  it('log refused credentials as one error, whichever function notices them', async () => {
    api.credentials = 'others:now';
    for (let n = 1; n <= 3; n += 1) {
      await deliver(
        events.url,
        aMessage('domain.created', { domain: `d${n}.example.com`, domainId: n }),
      );
    }
    assert.equal((await post(reconciling)).code, 502);
    const errors = [...events.log(), ...reconciling.log()].filter(
      ({ severity }) => severity === 'ERROR',
    );
    assert.deepEqual(
      errors.map(({ multisiteFailure }) => multisiteFailure),
      ['unauthorized'],
    );
  });
});
