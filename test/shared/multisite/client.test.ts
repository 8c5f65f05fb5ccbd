import assert from 'node:assert/strict';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { type Multisite, multisiteClient, PAGE_SIZE } from '../../../shared/multisite/client.ts';
import { MultisiteError, type MultisiteFailureKind } from '../../../shared/multisite/failure.ts';
import { credentialsIn } from '../../../shared/settings/multisite-credentials.ts';
import { fixedSecret, managedSecret } from '../../../shared/settings/secret.ts';
import { type MultisiteApi, multisiteApi } from '../../support/multisite-api.ts';
import type { MultisiteFault } from '../../support/multisite-faults.ts';

const shop = parseDomainName('shop.example.com');
const NEVER = new AbortController().signal;
const done = { stage: 'done', secure: true } as const;

describe("the multisite's REST API", () => {
  let api: MultisiteApi;
  let multisite: Multisite;
  beforeEach(async () => {
    api = await multisiteApi();
    multisite = clientOf(api);
  });
  afterEach(() => api[Symbol.asyncDispose]());

  const clientOf = ({ url }: MultisiteApi, secret = 'key:secret', timeoutMs = 5000) =>
    multisiteClient({
      apiUrl: url,
      credentials: credentialsIn(fixedSecret(secret), 'it'),
      timeoutMs,
    });

  it('takes a stage, and whether it is secure', async () => {
    const row = api.add('shop.example.com', { id: 34 });
    assert.equal(await multisite.write(34, done, NEVER), 'written');
    assert.deepEqual(api.written(), [{ id: 34, body: { stage: 'done', secure: true } }]);
    assert.deepEqual([row.stage, row.secure], ['done', true]);
  });

  it('may be given the same stage twice, although it answers that with an error', async () => {
    api.add('shop.example.com', { id: 34, ...done });
    assert.equal(await multisite.write(34, done, NEVER), 'written');
    assert.deepEqual(
      api.calls.map(({ method, path }) => `${method} ${path}`),
      ['PUT /domain/34', 'GET /domain/34'],
    );
  });

  it('says that a record is gone', async () => {
    assert.equal(await multisite.write(34, done, NEVER), 'gone');
    assert.equal(await multisite.get(34, NEVER), undefined);
    assert.equal(await multisite.find(shop, NEVER), undefined);
  });

  it('says whether a site exists', async () => {
    api.sites.add(12);
    assert.equal(await multisite.hasSite(12, NEVER), true);
    assert.equal(await multisite.hasSite(13, NEVER), false);
    api.onCall = () => 'no-route';
    await assert.rejects(multisite.hasSite(13, NEVER), isA('absent', /rest_no_route/));
    api.onCall = () => 'empty-list';
    await assert.rejects(multisite.hasSite(12, NEVER), isA('unavailable', /not that of/));
  });

  it('does not say that a record is gone if it has one whose domain it does not tell', async () => {
    api.add('');
    api.onCall = ({ query }) => {
      query.delete('domain');
      return undefined;
    };
    await assert.rejects(multisite.find(shop, NEVER), isA('unavailable', /not that of/));
  });

  for (const fault of ['not-found-page', 'no-route'] as const) {
    it(`also says that a record is gone if it answers with a ${fault}, while its list is there`, async () => {
      api.onCall = ({ method }) => (method === 'PUT' ? fault : undefined);
      assert.equal(await multisite.write(34, done, NEVER), 'gone');
    });
  }

  it('may confirm a write with an empty answer', async () => {
    api.add('shop.example.com', { id: 34 });
    api.onCall = () => 'nothing-said';
    assert.equal(await multisite.write(34, done, NEVER), 'written');
    await assert.rejects(multisite.get(34, NEVER), MultisiteError);
    await assert.rejects(multisite.find(shop, NEVER), MultisiteError);
    await assert.rejects(multisite.page(1, NEVER), MultisiteError);
  });

  it('finds the record of a domain, whose numbers are text', async () => {
    api.add('other.example.com');
    api.add('shop.example.com', { id: 34, blog_id: 12, ...done });
    const expected = { id: 34, siteId: 12, domain: 'shop.example.com', ...done };
    assert.deepEqual(await multisite.find(shop, NEVER), expected);
    assert.deepEqual(await multisite.get(34, NEVER), expected);
  });

  it('gives its records a page at a time, the oldest first, with their number', async () => {
    for (let n = 1; n <= 250; n += 1) api.add(`d${n}.example.com`);
    const before = Date.now();
    const { items, total, pages, date } = await multisite.page(3, NEVER);
    assert.deepEqual(
      items.map(({ id }) => id),
      Array.from({ length: 50 }, (_, n) => 201 + n),
    );
    assert.deepEqual([total, pages], [250, 3]);
    // A server may tell a time that it has looked up a while before.
    assert.ok(date !== undefined && date > before - 60_000 && date <= Date.now());
  });

  it('gives them so in versions of 2025 too, without their number', async () => {
    await using old = await multisiteApi({ version: '2025' });
    for (let n = 1; n <= 250; n += 1) old.add(`d${n}.example.com`);
    const { items, total, pages } = await clientOf(old).page(3, NEVER);
    assert.deepEqual([items.length, items[0]?.id, total, pages], [50, 201, undefined, undefined]);
  });

  it('gives damaged records as well, as far as they can be read', async () => {
    api.add('shop.example.com', { id: 34, blog_id: Number.NaN });
    assert.deepEqual((await multisite.page(1, NEVER)).items, [
      {
        id: 34,
        siteId: undefined,
        domain: 'shop.example.com',
        stage: 'checking-dns',
        secure: false,
      },
    ]);
  });

  it('says nothing of a domain if it ignores the filter, and may have more', async () => {
    await using other = await multisiteApi();
    for (let n = 0; n <= PAGE_SIZE; n += 1) other.add(`other${n}.example.com`);
    other.onCall = ({ query }) => {
      query.delete('domain');
      return undefined;
    };
    await assert.rejects(clientOf(other).find(shop, NEVER), isA('unavailable', /not that of/));
  });

  for (const unsaid of ['', 'x-wp-total'] as const) {
    it(`has no record of a domain if it does not heed the filter, and shows all that it has${unsaid && `, without ${unsaid}`}`, async () => {
      await using other = await multisiteApi({ unsaid });
      other.add('other.example.com');
      other.onCall = ({ query }) => {
        query.delete('domain');
        return undefined;
      };
      assert.equal(await clientOf(other).find(shop, NEVER), undefined);
    });
  }

  const faults: [fault: MultisiteFault, kind: MultisiteFailureKind, says: RegExp][] = [
    ['error-500', 'unavailable', /HTTP 500, internal_server_error/],
    ['down-503', 'unavailable', /HTTP 503/],
    ['hang', 'unavailable', /no answer within 0\.3 s/],
    ['reset', 'unavailable', /the connection failed \(ECONNRESET\)/],
    ['truncated', 'unavailable', /not JSON/],
    ['login-page', 'unavailable', /not JSON/],
    ['not-found-page', 'unavailable', /there is no REST API at MULTISITE_API_URL/],
    ['no-route', 'absent', /WordPress has no API of Ultimate Multisite .*rest_no_route/],
    ['unauthorized', 'unauthorized', /refuses the credentials \(HTTP 401, rest_forbidden\)/],
    ['forbidden', 'unauthorized', /refuses the credentials \(HTTP 403\)/],
    ['rate-limited', 'rate-limited', /too many requests/],
    ['redirect', 'unavailable', /redirects .* set MULTISITE_API_URL to where it leads/],
  ];
  for (const [fault, kind, says] of faults) {
    it(`reports ${fault} as ${kind}, whatever it was asked`, async () => {
      api.add('shop.example.com', { id: 34 });
      api.onCall = () => fault;
      const hasty = clientOf(api, 'key:secret', fault === 'hang' ? 300 : 5000);
      await assert.rejects(hasty.write(34, done, NEVER), isA(kind, says));
      await assert.rejects(hasty.find(shop, NEVER), isA(kind, says));
      await assert.rejects(hasty.page(1, NEVER), isA(kind, says));
    });
  }

  it('says when to come back', async () => {
    const comesBack = (ms: number) => (error: unknown) =>
      error instanceof MultisiteError && error.retryAfterMs === ms;
    api.onCall = () => 'rate-limited';
    await assert.rejects(multisite.find(shop, NEVER), comesBack(90_000));
    api.onCall = () => 'down-503';
    await assert.rejects(multisite.find(shop, NEVER), comesBack(1000));
  });

  it('refuses a stage that its version does not know', async () => {
    await using old = await multisiteApi({ version: '2025' });
    old.add('shop.example.com', { id: 34 });
    const failed = { stage: 'ssl-failed', secure: false } as const;
    await assert.rejects(
      clientOf(old).write(34, failed, NEVER),
      isA('refused', /HTTP 400, rest_invalid_param/),
    );
  });

  it('is asked again with the new credentials once the old ones are refused', async () => {
    const versions = ['key:old', 'key:secret'];
    const secret = managedSecret('it', 'n', async () => versions.shift() ?? '');
    const rotated = multisiteClient({ apiUrl: api.url, credentials: credentialsIn(secret, 'it') });
    assert.equal(await rotated.find(shop, NEVER), undefined);
    assert.equal(api.calls.length, 2);
  });

  it('is not asked if the credentials cannot be read', async () => {
    const bad = clientOf(api, 'no-colon');
    await assert.rejects(
      bad.find(shop, NEVER),
      isA('unavailable', /must be written as key:secret/),
    );
    assert.deepEqual(api.calls, []);
  });

  it('is unavailable if nothing answers at its address', async () => {
    const nowhere = multisiteClient({
      apiUrl: 'http://127.0.0.1:1',
      credentials: credentialsIn(fixedSecret('key:secret'), 'it'),
    });
    await assert.rejects(nowhere.find(shop, NEVER), isA('unavailable', /ECONNREFUSED/));
  });

  it('is left at once when the signal aborts, with its reason', async () => {
    api.onCall = () => 'hang';
    const aborting = new AbortController();
    const asked = multisite.find(shop, aborting.signal);
    const reason = new Error('enough');
    aborting.abort(reason);
    await assert.rejects(asked, reason);
  });

  it('never has its credentials in a message', async () => {
    const secret = 'the-key:the-secret';
    for (const [fault] of faults) {
      api.onCall = () => fault;
      const error: unknown = await clientOf(api, secret, 300)
        .write(34, done, NEVER)
        .catch((thrown: unknown) => thrown);
      const shown = JSON.stringify(error, Object.getOwnPropertyNames(error));
      for (const part of ['the-key', 'the-secret', btoa(secret)]) assert.ok(!shown.includes(part));
    }
  });
});

function isA(kind: MultisiteFailureKind, says: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof MultisiteError, String(error));
    assert.equal(error.kind, kind);
    assert.match(error.message, says);
    return true;
  };
}
