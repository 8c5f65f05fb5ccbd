import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { parseDomainName } from '../../shared/domain-name.ts';
import { sweepPartMessage } from '../../shared/events/sweep-part.ts';
import type { DomainRecord } from '../../shared/lifecycle/record.ts';
import { dividedShards, NAMED_SHARDS, shardByName } from '../../shared/lifecycle/shard.ts';
import { sqliteStore } from '../../shared/store/sqlite.ts';
import type { Store } from '../../shared/store/store.ts';
import { deliver, deliverStructured, push } from '../support/deliver.ts';
import { type FunctionProcess, startFunction } from '../support/function-process.ts';
import { type Outside, startOutside } from '../support/outside.ts';
import { aRecord } from '../support/records.ts';

/** Two instances of sweepDomains and the sweep itself, on one database file. */
describe('sweepDomains, under the Functions Framework', () => {
  let outside: Outside;
  let store: Store;
  let path: string;
  let verify: FunctionProcess;
  let parts: readonly [FunctionProcess, FunctionProcess];

  before(async () => {
    outside = await startOutside();
    path = (outside.environment.STORE ?? '').replace('sqlite:', '');
    store = await sqliteStore(path);
    const start = (target: string) => startFunction(target, outside.environment);
    verify = await start('verifyDomains');
    parts = await Promise.all([start('sweepDomains'), start('sweepDomains')]);
  });
  after(async () => {
    await store?.close();
    await Promise.all([verify, ...(parts ?? [])].map((one) => one?.close()));
    await outside?.close();
  });

  /** Stores due domains with these names. */
  async function put(names: readonly string[], change: Partial<DomainRecord> = {}): Promise<void> {
    for (const name of names) {
      const record = aRecord({ domain: parseDomainName(name), nextCheckAt: Date.now(), ...change });
      await store.update(record.domain, record.siteId, () => record);
    }
  }

  const partOf = (shards: readonly number[], seconds = 50) =>
    sweepPartMessage({ shards, until: Date.now() + seconds * 1000 });
  const looked = async (name: string) =>
    (await store.get(parseDomainName(name)))?.lastCheckedAt !== null;

  for (const [how, by] of Object.entries({ deliver, deliverStructured, push })) {
    it(`looks at the due domains of the shards that a message names (${how})`, async () => {
      const name = `${how.toLowerCase()}.example.com`;
      await put([name]);
      const mine = partOf([shardByName(parseDomainName(name))]);
      const response = await by(parts[0].url, mine);
      assert.ok(response.ok, `HTTP ${response.status}`);
      assert.ok(await looked(name));
    });
  }

  it('ignores a part that arrives too late, and acknowledges it', async () => {
    await put(['late.example.com']);
    assert.ok((await deliver(parts[0].url, partOf(NAMED_SHARDS, -1))).ok);
    assert.ok(!(await looked('late.example.com')));
    const told = parts[0].log().map(({ message }) => message);
    assert.ok(told.includes('a part of a sweep arrived too late'));
  });

  it('acknowledges a message that is not a part of a sweep, and says so', async () => {
    assert.ok((await deliver(parts[0].url, { version: 1, type: 'domain.check' })).ok);
    const line = parts[0]
      .log()
      .find(({ message }) => message === 'the message is not a part of a sweep');
    assert.equal(line?.severity, 'ERROR');
  });

  const shards = (items: unknown) => ({ ...partOf(NAMED_SHARDS), shards: items });
  const garbage: Readonly<Record<string, object | string>> = {
    'that is empty': '',
    'that is not JSON': '{"version":1',
    'with no shards': shards([]),
    'with shards that do not exist': shards([-1, 16, 1e9]),
    'with shards as texts': shards(['0', '1']),
    'with two million wrong shards': shards(Array(2_000_000).fill('x')),
    'with two million shards': shards(Array(2_000_000).fill(1)),
    'of deeply nested lists': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    'whose end is not a date': { ...partOf(NAMED_SHARDS), until: '2026-02-30T00:00:00 +03' },
    'that sets a prototype': `{"__proto__":${JSON.stringify(partOf(NAMED_SHARDS))}}`,
  };
  for (const [what, message] of Object.entries(garbage)) {
    it(`acknowledges a message ${what}, and survives it`, async () => {
      const before = parts[0].log().length;
      assert.ok((await deliver(parts[0].url, message)).ok);
      const told = parts[0].log().slice(before);
      assert.deepEqual(
        told.map(({ message: text }) => text),
        ['the message is not a part of a sweep'],
      );
      assert.ok(JSON.stringify(told).length < 10_000);
    });
  }

  it('requests the redelivery of the part while there is no store', async () => {
    await rename(path, `${path}.away`);
    const response = await deliver(parts[0].url, partOf(NAMED_SHARDS));
    await rename(`${path}.away`, path);
    assert.equal(response.status, 500);
  });

  it('never calls Closte, while the sweep at the same time calls it once for each domain', async () => {
    const names = Array.from({ length: 30 }, (_, n) => `new-${n}.example.com`);
    const retry = { failures: 0, at: Date.now() };

    await put(names, { alias: { state: 'pending', retry } });
    const divided = dividedShards(2);
    await Promise.all([
      fetch(verify.url, { method: 'POST' }),
      ...parts.map(({ url }, index) => deliver(url, partOf(divided[index] ?? []))),
    ]);
    for (let round = 0; round < 20; round += 1) {
      const { records } = await store.list({ limit: 100 });
      if (records.every(({ alias }) => alias.state === 'added')) break;
      await fetch(verify.url, { method: 'POST' });
    }
    for (const name of names) assert.equal(outside.calls(name)['/adddomainalias'], 1, name);
    for (const part of parts) {
      const outcomes = part.log().filter(({ step }) => step === 'add-alias');
      assert.ok(outcomes.every(({ outcome }) => outcome === 'put-off'));
    }
  });
});
