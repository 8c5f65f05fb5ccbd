import assert from 'node:assert/strict';
import sinon from 'sinon';
import { ClosteError } from '../../../shared/closte/failure.ts';
import { openApiKey } from '../../../shared/closte/open-api-key.ts';
import { secretApiKey } from '../../../shared/closte/secret-api-key.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { serving } from '../../support/loopback.ts';

const NAME = 'projects/p/secrets/closte-api-key/versions/latest';

describe('the API key in Secret Manager', () => {
  it('is read when it is first needed, and then kept', async () => {
    const access = sinon.fake.resolves('key-1\n');
    const apiKey = secretApiKey(NAME, access);
    assert.equal(access.callCount, 0);
    assert.deepEqual([await apiKey.current(), await apiKey.current()], ['key-1', 'key-1']);
    assert.deepEqual(access.args, [[NAME]]);
  });

  it('is read once for many callers at the same time', async () => {
    const access = sinon.fake.resolves('key-1');
    const apiKey = secretApiKey(NAME, access);
    await Promise.all(Array.from({ length: 10 }, () => apiKey.current()));
    assert.equal(access.callCount, 1);
  });

  it('is read again when Closte refuses it, at most once a minute', async () => {
    const clock = { now: 0 };
    const access = sinon.stub();
    access.onCall(0).resolves('key-1').onCall(1).resolves('key-1').resolves('key-2');
    const apiKey = secretApiKey(NAME, access, () => clock.now);
    await apiKey.current();
    assert.equal(await apiKey.replacementFor('key-1'), undefined, 'still the same');
    clock.now = 59_999;
    assert.equal(await apiKey.replacementFor('key-1'), undefined, 'too soon');
    clock.now = 60_000;
    assert.equal(await apiKey.replacementFor('key-1'), 'key-2');
    assert.equal(await apiKey.current(), 'key-2');
    assert.equal(await apiKey.replacementFor('key-1'), 'key-2', 'known already');
    assert.equal(access.callCount, 3);
  });

  const failures: [code: number, says: RegExp][] = [
    [5, /there is no such secret, or it has no version; create it/],
    [7, /grant it roles\/secretmanager\.secretAccessor/],
    [9, /the version is disabled or destroyed; add a new one, or enable it/],
    [14, /Secret Manager fails or cannot be reached/],
  ];
  for (const [code, says] of failures) {
    it(`that cannot be read (${code}) says what to do, and is tried again`, async () => {
      const access = sinon.stub();
      access
        .onCall(0)
        .rejects(Object.assign(new Error('rpc'), { code }))
        .resolves('key-1');
      const apiKey = secretApiKey(NAME, access);
      await assert.rejects(
        apiKey.current(),
        (error) =>
          error instanceof ClosteError &&
          error.kind === 'unavailable' &&
          // Without a key, Closte was not called.
          !error.mayBeDone &&
          error.message.includes(NAME) &&
          says.test(error.message),
      );
      assert.equal(await apiKey.current(), 'key-1');
    });
  }

  it('that is empty says so', async () => {
    const apiKey = secretApiKey(NAME, async () => '\n');
    await assert.rejects(apiKey.current(), /is empty; add a version that holds it/);
  });
});

describe('the API key in Secret Manager, read with its client', () => {
  const OVERRIDE = 'CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER';
  afterEach(() => {
    delete process.env[OVERRIDE];
  });

  /** The answer for the secret's current version, over REST. */
  async function answering(status: number, body: object) {
    const asked: string[] = [];
    const server = await serving((request, response) => {
      asked.push(`${request.method} ${request.url?.split('?')[0]}`);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    process.env[OVERRIDE] = server.origin;
    return { asked, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  }

  it('is the payload of the version', async () => {
    const data = Buffer.from('key-1').toString('base64');
    await using manager = await answering(200, { name: NAME, payload: { data } });
    assert.equal(await secretApiKey(NAME).current(), 'key-1');
    assert.deepEqual(manager.asked, [`GET /v1/${NAME}:access`]);
  });

  const errors: [status: number, word: string, says: RegExp][] = [
    [404, 'NOT_FOUND', /there is no such secret/],
    [403, 'PERMISSION_DENIED', /the service account may not read it/],
    [400, 'FAILED_PRECONDITION', /the version is disabled or destroyed/],
  ];
  for (const [code, status, says] of errors) {
    it(`says what to do if it is refused with ${status}`, async () => {
      await using _ = await answering(code, { error: { code, message: 'no', status } });
      await assert.rejects(secretApiKey(NAME).current(), says);
    });
  }

  it('that has no payload says so', async () => {
    await using _ = await answering(200, { name: NAME });
    await assert.rejects(secretApiKey(NAME).current(), /is empty; add a version/);
  });
});

describe('the API key of the settings', () => {
  it('is the one in the environment', async () => {
    const apiKey = openApiKey(readSettings({ CLOSTE_CLIENT_API_KEY: 'key' }));
    assert.equal(await apiKey.current(), 'key');
  });

  it('is read from Secret Manager only when it is needed', () => {
    assert.ok(openApiKey(readSettings({ CLOSTE_API_KEY_SECRET: NAME })));
  });

  it('that is missing is an error for its callers', async () => {
    const apiKey = openApiKey(readSettings({}));
    await assert.rejects(apiKey.current(), {
      kind: 'unauthorized',
      mayBeDone: false,
      message: /set CLOSTE_API_KEY_SECRET, or CLOSTE_CLIENT_API_KEY/,
    });
  });
});
