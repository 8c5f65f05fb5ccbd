import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseDomainName } from '../../shared/domain-name.ts';
import { LEASE_MS } from '../../shared/engine/engine.ts';
import { type DomainJson, domainJson } from '../../shared/reporting/domain-json.ts';
import { sqliteStore } from '../../shared/store/sqlite.ts';
import { childEnvironment } from '../support/child-environment.ts';
import { share } from '../support/effort.ts';
import { aMessage } from '../support/events.ts';
import { multisiteApi } from '../support/multisite-api.ts';
import { deliverOnce } from '../support/one-delivery.ts';
import { type Outside, startOutside } from '../support/outside.ts';

const WORKER = fileURLToPath(new URL('../support/crashing-worker.ts', import.meta.url));
const shop = parseDomainName('shop.example.com');

type Environment = Readonly<Record<string, string>>;

/** What surrounds the process besides Closte, DNS and a web server. */
interface Surroundings {
  /** More settings. */
  readonly more?: Environment;
  /** Restores everything before the start of the process that will be killed at the next point. */
  readonly renew?: () => void;
}

describe('a process that is killed between any two steps', () => {
  let outside: Outside;
  beforeEach(async () => {
    outside = await startOutside();
  });
  afterEach(() => outside.close());

  const environmentOf = (store: string, more: Environment) => ({
    ...outside.environment,
    ...more,
    STORE: `sqlite:${store}`,
  });

  /** Delivers the message in a process of its own, which is killed; resolves to the crash points that it passed. */
  async function deliverAndKill(
    message: object,
    store: string,
    crashAt: number,
    more: Environment,
  ): Promise<string[]> {
    const child = spawn(process.execPath, [WORKER], {
      env: {
        ...childEnvironment(),
        ...environmentOf(store, more),
        MESSAGE: JSON.stringify(message),
        CRASH_AT: String(crashAt),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return (await text(child.stdout)).trim().split('\n');
  }

  /** Delivers the message to an instance that stays alive; resolves to the crash points that it passed. */
  async function deliver(
    message: object,
    store: string,
    more: Environment,
    aheadMs = 0,
  ): Promise<string[]> {
    const points: string[] = [];
    const environment = environmentOf(store, more);
    await deliverOnce(environment, JSON.stringify(message), aheadMs, (name) => points.push(name));
    return points;
  }

  /** Everything that is known in the end, except the times. */
  async function endState(path: string) {
    const store = await sqliteStore(path);
    const record = await store.get(shop);
    await store.close();
    return record && timeless(domainJson(record));
  }

  /**
   * Kills the process at each point in turn. Once the dead process's claim has expired, the message, which
   * was never acknowledged, is redelivered.
   */
  async function killAtEachPoint(
    before: readonly object[],
    message: object,
    oncePer: string,
    { more = {}, renew = () => {} }: Surroundings = {},
  ) {
    const prepared = async (name: string) => {
      renew();
      const store = join(outside.folder, `${name}.db`);
      for (const earlier of before) await deliver(earlier, store, more);
      return store;
    };
    const undisturbed = await prepared('undisturbed');
    const points = await deliver(message, undisturbed, more);
    const expected = await endState(undisturbed);
    const aliases = outside.closte.aliases().map(({ domain }) => domain);

    for (const crashAt of someOf(points.length)) {
      const store = await prepared(`crash-${crashAt}`);
      const callsBefore = outside.calls()[oncePer] ?? 0;
      const killed = await deliverAndKill(message, store, crashAt, more);
      // If a step takes long, its result is saved sooner: the points may differ from run to run.
      const where = `killed ${killed.at(-1)} (${crashAt} of ${points.length})`;
      assert.ok(killed.length === crashAt || killed.at(-1) === 'end', where);
      // By then the claim has expired, and the turn of the killed sweep, too.
      await deliver(message, store, more, 2 * LEASE_MS);

      assert.deepEqual(await endState(store), expected, where);
      const known = outside.closte.aliases().map(({ domain }) => domain);
      assert.deepEqual(known, aliases, where);
      const calls = (outside.calls()[oncePer] ?? 0) - callsBefore;
      // The answer is saved together with the following look at DNS.
      const lostTheAnswer = /after (add|remove) |before (save|settle)|checkDns /.test(where);
      assert.ok(calls === 1 || (calls === 2 && lostTheAnswer), `${where}: ${calls} calls`);
    }
    return points;
  }

  it('loses nothing of a mapped domain, and does no harm by repeating steps', async () => {
    const points = await killAtEachPoint([], aMessage('domain.created'), '/adddomainalias');
    for (const effect of [
      'add',
      'checkDns',
      'requestCertificate',
      'checkCertificate',
      'report',
      'save',
      'settle',
    ]) {
      assert.ok(points.includes(`after ${effect}`), effect);
    }
  });

  it('writes every stage to the multisite, however often it is killed', async () => {
    await using api = await multisiteApi();
    const row = api.add('shop.example.com', { id: 34 });
    const multisite = { MULTISITE_API_URL: api.url, MULTISITE_API_SECRET: 'key:secret' };
    const message = aMessage('domain.created');
    const ends: string[] = [];
    const renew = () => {
      ends.push(`${row.stage} ${row.secure}`);
      Object.assign(row, { stage: 'checking-dns', secure: false });
    };
    const surroundings = { more: multisite, renew };
    const points = await killAtEachPoint([], message, '/adddomainalias', surroundings);
    assert.ok(['after find', 'after write'].every((point) => points.includes(point)));
    renew();
    assert.deepEqual([...new Set(ends)], ['checking-dns false', 'done true']);
    const stages = api.written().map(({ body }) => JSON.stringify(body));
    assert.deepEqual([...new Set(stages)].toSorted(), ['{"stage":"done","secure":true}']);
  });

  it('loses nothing of an unmapped domain', async () => {
    const created = aMessage('domain.created', {
      occurredAt: new Date(Date.now() - 1000).toISOString(),
    });
    await killAtEachPoint([created], aMessage('domain.deleted'), '/deletedomainalias');
  });
});

/** A share of the numbers from 1 to `count`, a quarter at least, spread evenly from a random start. */
function someOf(count: number): number[] {
  const length = share(count, Math.ceil(count / 4));
  const offset = Math.random();
  return Array.from({ length }, (_, n) => 1 + Math.floor(((n + offset) * count) / length));
}

function timeless(domain: DomainJson) {
  const { nextCheckAt, lastCheckedAt, history, ...rest } = domain;
  return {
    ...rest,
    willBeChecked: nextCheckAt !== null,
    wasChecked: lastCheckedAt !== null,
    history: history
      .filter(({ what }) => what === 'stage-changed')
      .map(({ at: _, ...change }) => change),
  };
}
