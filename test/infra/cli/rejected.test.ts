import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { openRejectedMessages } from '../../../shared/store/rejected-messages.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { deliver } from '../../support/deliver.ts';
import { aMessage } from '../../support/events.ts';
import { type FunctionProcess, startFunction } from '../../support/function-process.ts';
import { storeIn, type Workplace, workplace } from './cli.ts';
import { contentOf, portOf, startSystem } from './system.ts';

const bad = aMessage('domain.created', { domain: 'https://shop.example.com', siteId: 12 });

describe('closte-domains rejected, with a Pub/Sub that cannot be asked', () => {
  const rows: [what: string, project: string, says: RegExp][] = [
    [
      'is not reached',
      'p1',
      /^The subscription closte-domain-rejected cannot be read: .*ECONNREFUSED/,
    ],
    ['has no project', '', /^No project on Google Cloud is known\. Give --project, or set /],
  ];
  for (const [what, GOOGLE_CLOUD_PROJECT, says] of rows) {
    it(`never says that none is rejected if Pub/Sub ${what}`, async () => {
      await using place = await workplace();
      const environment = { PUBSUB_EMULATOR_HOST: '127.0.0.1:1', GOOGLE_CLOUD_PROJECT };
      const { code, stdout, stderr } = await place.cli(['rejected'], environment);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, says);
    });
  }
});

describe('closte-domains rejected, on one machine', () => {
  let place: Workplace;
  let path: string;
  let events: FunctionProcess;

  beforeEach(async () => {
    place = await workplace();
    ({ path } = await storeIn(place.folder, []));
    events = await startFunction('domainEvents', { STORE: `sqlite:${path}` });
    await deliver(events.url, bad);
    await events.close();
  });
  afterEach(() => place[Symbol.asyncDispose]());

  async function listed() {
    const { code, stdout } = await place.cli(['rejected', '--json']);
    const { rejected }: { rejected: { id: string; reason: string }[] } = JSON.parse(stdout);
    return { code, rejected };
  }

  it('lists the rejected messages with the reason, and exits with 1', async () => {
    const { code, rejected } = await listed();
    assert.equal(code, 1);
    assert.match(rejected[0]?.reason ?? '', /^domain: /);
    const { stdout } = await place.cli(['rejected']);
    assert.match(stdout, /^ID .*\n.* https:\/\/shop\.example\.com .*\n\n1 message\.\n$/);
  });

  it('shows one as it was received', async () => {
    const { rejected } = await listed();
    const { code, stdout } = await place.cli(['rejected', 'show', rejected[0]?.id ?? '']);
    assert.equal(code, 0);
    assert.match(stdout, /^data +\{.*"domain":"https:\/\/shop\.example\.com"/m);
  });

  it('publishes a repaired message again, and no longer lists it', async () => {
    await using system = await startSystem();
    const { rejected } = await listed();
    const { code, stdout, stderr } = await place.cli(
      ['rejected', 'publish', rejected[0]?.id ?? '', '--domain', 'shop.example.com'],
      { PORT: portOf(system) },
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Published domain\.created again, to http:.*, as message m1\.\n$/);
    const [{ message } = assert.fail('nothing came')] = system.received;
    const { id, domain, siteId } = contentOf(message);
    assert.deepEqual([id, domain, siteId], [bad.id, 'shop.example.com', 12]);
    assert.deepEqual(await listed(), { code: 0, rejected: [] });
  });

  it('keeps a message that is still not valid, and says why', async () => {
    await using system = await startSystem();
    const { rejected } = await listed();
    const { code, stderr } = await place.cli(['rejected', 'publish', rejected[0]?.id ?? ''], {
      PORT: portOf(system),
    });
    assert.equal(code, 1);
    assert.match(stderr, /^The message is still not valid: domain: .*It stays rejected\.\n$/);
    assert.equal(system.received.length, 0);
    assert.equal((await listed()).rejected.length, 1);
  });

  it('names the option that has a bad value', async () => {
    await using system = await startSystem();
    const { rejected } = await listed();
    const repaired = ['--domain', 'shop.example.com', '--site', 'abc'];
    const args = ['rejected', 'publish', rejected[0]?.id ?? '', ...repaired];
    const { stderr } = await place.cli(args, { PORT: portOf(system) });
    assert.match(
      stderr,
      /^The message is still not valid: --site must be a number\. It stays rejected\.\n$/,
    );
  });

  const wrong: [args: string[], code: number, stderr: RegExp][] = [
    [['delete'], 2, /<action> must be one of list, show, publish/],
    [['show'], 2, /<id> is missing/],
    [['list', '7'], 2, /list takes no <id>; show takes one/],
    [
      ['show', 'none'],
      1,
      /^There is no rejected message none; "closte-domains rejected" lists them\.\n$/,
    ],
  ];
  for (const [args, expected, said] of wrong) {
    it(`refuses "rejected ${args.join(' ')}"`, async () => {
      const { code, stderr } = await place.cli(['rejected', ...args]);
      assert.equal(code, expected);
      assert.match(stderr, said);
    });
  }
});

describe('the rejected messages of one machine', () => {
  it('are not looked for in a missing store, which is not created', async () => {
    await using place = await workplace();
    const { code, stdout, stderr } = await place.cli(['rejected']);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^There is no store at .*give --store/);
    assert.deepEqual(readdirSync(place.folder), []);
  });

  it('are the latest thousand, the latest first, beside the store', async () => {
    await using place = await workplace();
    const { path } = await storeIn(place.folder, []);
    const kept = await openRejectedMessages(path);
    for (let n = 0; n < 1010; n += 1) await kept.keep({ id: `m${n}`, json: '{}' });
    const ids = kept.list().map(({ id }) => id);
    assert.deepEqual([ids.length, ids[0], ids.at(-1)], [1000, 'm1009', 'm10']);
    kept.close();
    const store = await sqliteStore(path);
    assert.deepEqual(await store.list({ limit: 1 }), { records: [] });
    await store.close();
  });
});
