import assert from 'node:assert/strict';
import { deliver, deliverStructured, push } from '../support/deliver.ts';
import { aMessage } from '../support/events.ts';
import { type FunctionProcess, failingStart, startFunction } from '../support/function-process.ts';
import {
  AUDIENCE,
  CALLER,
  type GoogleIdentity,
  startGoogleIdentity,
} from '../support/google-identity.ts';
import { type Outside, startOutside } from '../support/outside.ts';

const EXPECTED = { EXPECTED_AUDIENCE: AUDIENCE, EXPECTED_CALLERS: CALLER };

describe('functions that verify their callers', () => {
  let outside: Outside;
  let google: GoogleIdentity;
  let events: FunctionProcess;
  let verify: FunctionProcess;
  let reconcile: FunctionProcess;
  let status: FunctionProcess;
  before(async () => {
    outside = await startOutside();
    google = await startGoogleIdentity(outside.authority);
    const environment = { ...outside.environment, ...google.environment, ...EXPECTED };
    [events, verify, reconcile, status] = await Promise.all([
      startFunction('domainEvents', environment),
      startFunction('verifyDomains', environment),
      startFunction('reconcileDomains', environment),
      startFunction('domainStatus', environment),
    ]);
  });
  after(async () => {
    await Promise.all([events, verify, reconcile, status].map((one) => one?.close()));
    await google?.close();
    await outside?.close();
  });

  const authorization = (claims = {}) => ({ authorization: `Bearer ${google.token(claims)}` });
  const seen = (path: string) => fetch(`${status.url}${path}`, { headers: authorization() });

  const ways = {
    'a CloudEvent in binary mode': deliver,
    'a CloudEvent in structured mode': deliverStructured,
    'a push': push,
  };
  for (const [index, [way, by]] of Object.entries(ways).entries()) {
    it(`accept ${way} only from the expected caller`, async () => {
      const domain = `of-the-right-${index}.example.com`;
      const message = aMessage('domain.created', { domain });
      for (const [code, headers] of [
        [401, {}],
        [401, authorization({ aud: 'https://other-abc123-uc.a.run.app' })],
        [401, authorization({ exp: 1 })],
        [403, authorization({ email: 'mallory@example.com' })],
      ] as const) {
        const response = await by(events.url, message, headers);
        assert.equal(response.status, code);
        assert.match(await response.text(), /"field":"Authorization"/);
        assert.equal((await seen(`/domains/${domain}`)).status, 404);
      }
      assert.equal((await by(events.url, message, authorization())).status, 204);
      assert.equal((await seen(`/domains/${domain}`)).status, 200);
    });
  }

  it('distinguish concurrent calls', async () => {
    const codes = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const domain = `apart-${index}.example.com`;
        const headers = index % 2 === 0 ? authorization() : {};
        const message = aMessage('domain.created', { domain });
        return (await deliver(events.url, message, headers)).status;
      }),
    );
    assert.deepEqual(
      codes,
      codes.map((_, index) => (index % 2 === 0 ? 204 : 401)),
    );
  });

  it('apply the same rule to the scheduler and to people', async () => {
    for (const [target, path, method, otherwise] of [
      [verify, '/', 'POST', 200],
      [status, '/', 'GET', 200],
      [status, '/health', 'GET', 200],
      [status, '/domains', 'GET', 200],
      [status, '/domains/shop.example.com', 'GET', 404],
      [reconcile, '/', 'POST', 409],
    ] as const) {
      const call = async (headers: Record<string, string>) =>
        (await fetch(`${target.url}${path}`, { method, headers })).status;
      assert.equal(await call({}), 401, path);
      assert.equal(await call(authorization({ email: 'mallory@example.com' })), 403, path);
      assert.equal(await call(authorization()), otherwise, path);
    }
  });

  it('log why they refuse a call and who made it, but never the token', async () => {
    const token = google.token({ email: 'mallory@example.com' });
    const forged = token.replace(/[^.]+$/, 'Zm9yZ2Vk');
    for (const shown of [token, forged]) {
      await fetch(verify.url, { method: 'POST', headers: { authorization: `Bearer ${shown}` } });
    }
    const refused = verify.log().filter(({ because }) => because !== undefined);
    const last = refused
      .slice(-2)
      .map(({ severity, message, caller }) => [severity, message, caller]);
    assert.deepEqual(last, [
      [
        'WARNING',
        'a call was refused: its token belongs to none of EXPECTED_CALLERS',
        'mallory@example.com',
      ],
      ['WARNING', 'a call was refused: its token was not signed by Google', undefined],
    ]);
    for (const process of [events, verify, reconcile, status]) {
      assert.ok(!/eyJ/.test(process.output()), process.output());
    }
  });

  it('answer 503, so that the call is retried, while Google’s keys cannot be fetched', async () => {
    const lost = await startGoogleIdentity(outside.authority);
    const environment = { ...outside.environment, ...lost.environment, ...EXPECTED };
    const alone = await startFunction('verifyDomains', environment);
    const headers = { authorization: `Bearer ${lost.token()}` };
    const call = async () => (await fetch(alone.url, { method: 'POST', headers })).status;
    try {
      lost.answer(404);
      assert.equal(await call(), 503);
      assert.match(alone.output(), /"ERROR".*Google's keys cannot be fetched now/);
      lost.answer(200);
      assert.equal(await call(), 200);
    } finally {
      await alone.close();
      await lost.close();
    }
  });

  it('do not start with only one of the two settings about callers', async () => {
    for (const [name, value] of Object.entries(EXPECTED)) {
      const { code, output } = await failingStart('verifyDomains', {
        ...outside.environment,
        [name]: value,
      });
      assert.notEqual(code, 0);
      assert.match(output, /EXPECTED_(CALLERS|AUDIENCE) must be set where/);
    }
  });
});
