import assert from 'node:assert/strict';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { MultisiteError } from '../../../shared/multisite/failure.ts';
import type { Reconciliation } from '../../../shared/reconciliation/reconciliation.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import type { Store } from '../../../shared/store/store.ts';
import { withCrashPoints } from '../../support/crash-points.ts';
import { share } from '../../support/effort.ts';
import { DAY, HOUR, MINUTE } from '../../support/records.ts';
import {
  type Calls,
  callsOf,
  type ManyItems,
  manyItems,
  mapAll,
  names,
  toTheEnd,
} from './in-calls.ts';
import { domainsWith, map } from './network.ts';

describe('a reconciliation that takes several calls', () => {
  let store: Store;
  let many: ManyItems;
  let calls: Calls;

  /** 430 domains in both, 5 that only we have, and 3 that only the multisite has. */
  async function differing(): Promise<void> {
    many = manyItems(names(430));
    await mapAll(store, many);
    for (let n = 1; n <= 5; n += 1) await map(store, `missing${n}.example.com`, 1000 + n);
    for (let id = 2001; id <= 2003; id += 1) {
      many.items.set(id, {
        id,
        siteId: id,
        domain: `new${id}.example.com`,
        stage: 'done',
        secure: true,
      });
    }
    calls = callsOf(many, store);
  }
  beforeEach(async () => {
    store = await sqliteStore(':memory:');
    await differing();
  });
  afterEach(() => store.close());

  const TOLD = { multisite: 433, stored: 435, mapped: 3, unmapped: 5 };
  const there = () => [...many.items.values()].map(({ domain }) => domain).toSorted();

  const finished = (pagesEach: number) => toTheEnd(calls, pagesEach);

  it('continues at the page where the previous call ended', async () => {
    const { result, count } = await finished(2);
    assert.deepEqual([result, count], [TOLD, 3]);
    assert.deepEqual(many.pages, [1, 2, 3, 4, 5]);
    assert.deepEqual(await domainsWith(store, 'mapped'), there());
  });

  it('reports its progress, and that some of it remains', async () => {
    const far = { multisite: 200, stored: 0, mapped: 0, unmapped: 0, remaining: true };
    assert.deepEqual(await calls.call(2), far);
  });

  it('leaves nothing in the store once it is finished', async () => {
    const sheets: { run: string; name: string }[] = [];
    const { keepSheet } = store;
    store.keepSheet = (sheet, json) => {
      sheets.push(sheet);
      return keepSheet(sheet, json);
    };
    await finished(2);
    assert.ok(sheets.length > 2);
    assert.equal(await store.readRun(), undefined);
    for (const sheet of sheets) assert.equal(await store.readSheet(sheet), undefined);
    assert.equal(await calls.goOn(), undefined);
  });

  it('is not begun by a call that only continues', async () => {
    assert.equal(await calls.goOn(), undefined);
    assert.deepEqual(many.pages, []);
  });

  it('saves nothing for a network that takes less than a minute', async () => {
    const kept: string[] = [];
    const counted = withCrashPoints(store, (point) => {
      if (/changeRun|Sheet/.test(point)) kept.push(point);
    });
    assert.deepEqual(await callsOf(many, counted, 200).call(), TOLD);
    assert.deepEqual(kept, []);
  });

  it('ends with the same result, whichever write the process is killed before or after', async () => {
    const points = await writesOf(() => finished(2).then(() => {}));
    assert.ok(points > 20, `${points}`);
    const step = Math.max(1, Math.round(points / share(40, 8)));
    for (let kill = 0; kill < points; kill += step) {
      await store.close();
      store = await sqliteStore(':memory:');
      await differing();
      const whole = store;
      store = killedAt(whole, kill);
      calls = callsOf(many, store);
      await assert.rejects(finished(2), /killed/);
      store = whole;
      calls = callsOf(many, store);
      // Until then, the killed call may be alive.
      calls.pass(10 * MINUTE);
      await finished(2);
      assert.deepEqual(await domainsWith(store, 'mapped'), there(), `killed at ${kill}`);
      assert.equal(await store.readRun(), undefined, `killed at ${kill}`);
    }
  });

  const WRITE = /(changeRun|keepSheet|forgetSheets|update)$/;

  async function writesOf(run: () => Promise<void>): Promise<number> {
    const whole = store;
    let points = 0;
    store = withCrashPoints(whole, (point) => {
      if (WRITE.test(point)) points += 1;
    });
    calls = callsOf(many, store);
    await run();
    store = whole;
    return points;
  }

  function killedAt(whole: Store, kill: number): Store {
    let point = -1;
    return withCrashPoints(whole, (name) => {
      if (WRITE.test(name)) point += 1;
      if (point >= kill) throw new Error('killed');
    });
  }

  describe('whose run another call holds', () => {
    it('makes no request to the multisite, and reports that some of it remains', async () => {
      let others: Promise<(Reconciliation | undefined)[]> | undefined;
      many.onPage = (number) => {
        if (number === 4) others ??= Promise.all([calls.call(), calls.goOn()]);
      };
      assert.deepEqual(await calls.call(), TOLD);
      assert.deepEqual(
        (await others)?.map((other) => other?.remaining),
        [true, true],
      );
      assert.deepEqual(many.pages, [1, 2, 3, 4, 5]);
    });

    it('leaves the run to that call, even if it only continues', async () => {
      await calls.call(2);
      let other: Promise<Reconciliation | undefined> | undefined;
      many.onPage = () => {
        other ??= calls.goOn();
      };
      assert.deepEqual(await calls.goOn(), TOLD);
      assert.equal((await other)?.remaining, true);
      assert.deepEqual(many.pages, [1, 2, 3, 4, 5]);
    });

    it('takes the run over once that call has saved nothing for minutes; that call loses it', async () => {
      let second: Promise<unknown> | undefined;
      const { multisite } = many;
      const { page } = multisite;
      many.multisite.page = async (number, signal) => {
        if (number === 4 && !second) {
          calls.pass(6 * MINUTE);
          second = calls.goOn();
          await second;
        }
        return page(number, signal);
      };
      const { remaining } = await calls.call();
      assert.equal(remaining, true);
      assert.deepEqual(await second, TOLD);
      assert.deepEqual(await domainsWith(store, 'mapped'), there());
    });
  });

  it('uses the first of several items with one domain', async () => {
    const first = many.items.get(3) ?? assert.fail();
    many.items.set(2999, { ...first, id: 2999, siteId: 2999 });
    const result = await calls.call();
    assert.deepEqual([result.mapped, result.unmapped], [3, 5]);
    const record = await store.get(parseDomainName(first.domain));
    assert.deepEqual([record?.domainId, record?.siteId], [3, first.siteId]);
  });

  it('never asks for a listed domain, wherever a batch of records ends', async () => {
    const { list } = store;
    store.list = (filter) => list({ ...filter, limit: 50 });
    const asked: string[] = [];
    const { find } = many.multisite;
    many.multisite.find = (domain, signal) => {
      asked.push(domain);
      return find(domain, signal);
    };
    assert.deepEqual(await calls.call(), TOLD);
    const missing = [1, 2, 3, 4, 5].map((n) => `missing${n}.example.com`);
    assert.deepEqual(asked.toSorted(), missing);
  });

  it('records no more domains once its time is up, and the next call records the rest', async () => {
    for (let id = 3001; id <= 3200; id += 1) {
      const domain = `late${id}.example.com`;
      many.items.set(id, { id, siteId: id, domain, stage: 'checking-dns', secure: false });
    }
    let recorded = 0;
    const { update } = store;
    store.update = (...asked) => {
      recorded += 1;
      calls.callOff();
      return update(...asked);
    };
    assert.equal((await calls.call()).remaining, true);
    assert.ok(recorded <= 16, `${recorded} are recorded at the same time`);
    store.update = update;
    assert.equal((await calls.goOn())?.unmapped, 5);
    assert.deepEqual(await domainsWith(store, 'mapped'), there());
  });

  it('is lost by a call that begins another run at the same time and saves it later', async () => {
    let first: Reconciliation | undefined;
    const { page } = many.multisite;
    many.multisite.page = async (number, signal) => {
      const read = await page(number, signal);
      // This call has found no run.
      many.multisite.page = page;
      first ??= await callsOf(many, store).call(3);
      return read;
    };
    const second = await calls.call();
    assert.deepEqual([first?.remaining, second.remaining], [true, true]);
    calls.pass(HOUR);
    assert.deepEqual(await calls.goOn(), TOLD);
  });

  it('begins anew if the saved run has another version’s form', async () => {
    await store.changeRun(() => '{"form":2,"of":"another version"}');
    assert.equal(await calls.goOn(), undefined);
    await store.changeRun(() => '{"form":2}');
    assert.deepEqual(await calls.call(), TOLD);
  });

  it('begins anew after a call that finds a sheet missing', async () => {
    await calls.call(3);
    await store.forgetSheets();
    await assert.rejects(calls.goOn(), /sheet listed-\S+ .* is missing or damaged/);
    assert.equal(await calls.goOn(), undefined);
    assert.equal((await domainsWith(store, 'unmapped')).length, 0);
    assert.deepEqual(await calls.call(), TOLD);
  });

  it('is given up after half a day, unmaps nothing, and is begun anew by the next daily call', async () => {
    await calls.call(3);
    calls.pass(13 * HOUR);
    assert.equal(await calls.goOn(), undefined);
    assert.equal(await store.readRun(), undefined, 'it is given up, and logged as an error, once');
    assert.equal((await domainsWith(store, 'unmapped')).length, 0);
    await calls.call(3);
    many.pages.length = 0;
    calls.pass(DAY);
    assert.deepEqual(await calls.call(), TOLD);
    assert.deepEqual(many.pages, [1, 2, 3, 4, 5]);
  });

  it('gives way to every event since it began', async () => {
    await calls.call(2);
    const later = Date.now() + 1000 - calls.now();
    await map(store, 'heard.example.com', 5001, later);
    const { domain, id } = many.items.get(3) ?? assert.fail();
    many.items.delete(id);
    await map(store, domain, 5002, later);
    const { result } = await finished(2);
    assert.equal(result.unmapped, 5);
    const mapped = await domainsWith(store, 'mapped');
    assert.ok(mapped.some((one) => one === 'heard.example.com'));
    assert.ok(mapped.some((one) => one === domain));
  });

  it('finds items that move between pages while it reads', async () => {
    const changed = new Set([1]);
    many.onPage = (number) => {
      if (changed.has(number) || number > 4) return;
      changed.add(number);
      for (const [id] of [...many.items].slice(0, 3)) many.items.delete(id);
    };
    const { result } = await finished(2);
    assert.deepEqual([result.multisite, result.unmapped, result.refused], [433, 5, undefined]);
    // Items that were removed after they were listed are left to the next run.
    await finished(2);
    assert.deepEqual(await domainsWith(store, 'mapped'), there());
  });

  it('continues after a failure, and skips a page that fails in three calls', async () => {
    const fail = () => {
      throw new MultisiteError('unavailable', 'it is down');
    };
    many.onPage = (number) => (number === 4 ? fail() : undefined);
    assert.equal((await calls.call()).remaining, true);
    assert.equal((await calls.goOn())?.remaining, true);
    many.onPage = (number) => (number === 5 ? fail() : undefined);
    assert.equal((await calls.goOn())?.remaining, true);
    assert.equal((await calls.goOn())?.remaining, true);
    const last = await calls.goOn();
    assert.deepEqual([last?.multisite, last?.mapped, last?.unmapped], [400, 0, 0]);
    assert.match(`${last?.refused}`, /page 5 cannot be read: it is down/);
  });

  it('is forced if any of its calls is', async () => {
    for (const [id] of [...many.items].slice(0, 200)) many.items.delete(id);
    assert.match(`${(await finished(1)).result.refused}`, /205 missing .* force it if/);
    await calls.call(1, true);
    assert.equal((await finished(1)).result.unmapped, 205);
  });
});

describe('a reconciliation of many domains', () => {
  it('imports them in calls of a few pages, and then finds no difference', async () => {
    const count = share(6000, 1200);
    const store = await sqliteStore(':memory:');
    const many = manyItems(names(count));
    const calls = callsOf(many, store);
    for (const [stored, mapped] of [
      [0, count],
      [count, 0],
    ]) {
      const { result } = await toTheEnd(calls, 7);
      assert.deepEqual(result, { multisite: count, stored, mapped, unmapped: 0 });
    }
    assert.equal(many.pages.length, 2 * Math.ceil(count / 100));
    await store.close();
  });
});
