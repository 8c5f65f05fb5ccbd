import assert from 'node:assert/strict';
import { pino } from 'pino';
import { pacesOf } from '../../../shared/engine/pace.ts';
import { pacedCall } from '../../../shared/engine/paced-call.ts';
import { pacedMultisite } from '../../../shared/engine/paced-multisite.ts';
import { endTurns } from '../../../shared/engine/turn.ts';
import type { Multisite } from '../../../shared/multisite/client.ts';
import { MultisiteError } from '../../../shared/multisite/failure.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import type { Store } from '../../../shared/store/store.ts';
import { MINUTE, SECOND, T0 } from '../../support/records.ts';

const never = new AbortController().signal;
const LIMITS = { closteConcurrency: 8, multisiteConcurrency: 2 };

describe('a caller that reads the whole multisite', () => {
  let store: Store;
  let clock: number;
  let tookMs: number;
  let failure: MultisiteError | undefined;
  let pages: number;
  let whileItWaits: () => Promise<void>;
  beforeEach(async () => {
    [store, clock, tookMs, failure, pages] = [await sqliteStore(':memory:'), T0, 0, undefined, 0];
    whileItWaits = async () => {};
  });
  afterEach(() => store.close());
  const now = () => clock;
  const nobody = () => Promise.reject(new Error('not asked'));
  const multisite: Multisite = {
    get: nobody,
    find: nobody,
    write: nobody,
    hasSite: nobody,
    async page() {
      pages += 1;
      clock += tookMs;
      if (failure) throw failure;
      return { items: [], total: 0, pages: 1, date: undefined };
    },
  };
  const pacing = () => ({
    store,
    log: pino({ level: 'silent' }),
    random: () => 0.5,
    now,
    wait: async (ms: number) => {
      clock += ms;
      await whileItWaits();
    },
  });
  const reader = () => {
    const { paces } = pacesOf(LIMITS, now);
    return { paces, read: pacedMultisite(multisite, paces.multisite, pacing()) };
  };

  it('waits while a sweep has the turn', async () => {
    const [sweep, other] = [reader(), reader()];
    await sweep.read.page(1, never);
    await other.read.page(1, never);
    assert.equal(pages, 2);
    assert.ok(clock >= T0 + MINUTE, 'it did not wait');
  });

  it('continues at once after the turn was released', async () => {
    const [sweep, other] = [reader(), reader()];
    await sweep.read.page(1, never);
    await endTurns({ store }, sweep.paces);
    await other.read.page(1, never);
    assert.equal(clock, T0);
  });

  it('yields its turn to a sweep that waits for it, and continues afterwards', async () => {
    tookMs = SECOND;
    const [all, sweep] = [reader(), reader()];
    const call = () =>
      pacedCall(
        pacing(),
        'multisite',
        sweep.paces.multisite,
        async () => 'called' as const,
        () => 'well',
      );
    await all.read.page(1, never);
    const putOff = await call();
    assert.ok(typeof putOff === 'object' && putOff.until <= clock + 20 * SECOND);
    let calledAt: number | undefined;
    whileItWaits = async () => {
      if (calledAt === undefined && (await call()) === 'called') calledAt = clock;
      else await endTurns({ store }, sweep.paces);
    };
    for (let page = 2; page <= 60; page += 1) await all.read.page(page, never);
    assert.ok(calledAt !== undefined && calledAt < T0 + 30 * SECOND, `${calledAt}`);
    assert.ok(clock < T0 + 60 * SECOND + 15 * SECOND, 'it waited for longer than the sweep took');
  });

  it('keeps its turn while no sweep waits for it', async () => {
    tookMs = SECOND;
    const { read } = reader();
    for (let page = 1; page <= 300; page += 1) await read.page(page, never);
    assert.equal(clock, T0 + 300 * SECOND);
  });

  it('leaves the multisite alone after a slow answer, for as long as that took', async () => {
    tookMs = 7 * SECOND;
    await reader().read.page(1, never);
    assert.equal(clock, T0 + 14 * SECOND);
  });

  it('does not leave it alone because a request waited long for its turn', async () => {
    const { paces, read } = reader();
    const { slots } = paces.multisite;
    const [first] = [await slots.take(), await slots.take()];
    const entered = slots.entered();
    const reading = read.page(1, never);
    await entered;
    clock += 7 * SECOND;
    assert.ok(first.comeBackInMs === undefined);
    first.free();
    await reading;
    assert.equal(clock, T0 + 7 * SECOND);
  });

  it('makes no request while all calls pause', async () => {
    failure = new MultisiteError('rate-limited', 'asked too often', 10 * MINUTE);
    const { read } = reader();
    await assert.rejects(read.page(1, never), failure);
    failure = undefined;
    await assert.rejects(
      read.page(1, never),
      (error) => error instanceof MultisiteError && /asked too often/.test(error.message),
    );
    assert.equal(pages, 1);
    clock += 10 * MINUTE;
    await read.page(1, never);
    assert.equal(pages, 2);
  });
});
