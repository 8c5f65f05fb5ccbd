import assert from 'node:assert/strict';
import { pino } from 'pino';
import { pacesOf } from '../../../shared/engine/pace.ts';
import { endTurns } from '../../../shared/engine/paced-call.ts';
import { pacedMultisite } from '../../../shared/engine/paced-multisite.ts';
import type { Multisite } from '../../../shared/multisite/client.ts';
import { MultisiteError } from '../../../shared/multisite/failure.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import type { Store } from '../../../shared/store/store.ts';
import { MINUTE, SECOND, T0 } from '../../support/records.ts';

const never = new AbortController().signal;
const LIMITS = { closteConcurrency: 8, multisiteConcurrency: 2 };

describe('the multisite for whoever reads all of it', () => {
  let store: Store;
  let clock: number;
  let tookMs: number;
  let failure: MultisiteError | undefined;
  let pages: number;
  beforeEach(async () => {
    [store, clock, tookMs, failure, pages] = [await sqliteStore(':memory:'), T0, 0, undefined, 0];
  });
  afterEach(() => store.close());
  const now = () => clock;
  const nobody = () => Promise.reject(new Error('not asked'));
  const multisite: Multisite = {
    get: nobody,
    find: nobody,
    write: nobody,
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

  it('goes on at once where the turn was given back', async () => {
    const [sweep, other] = [reader(), reader()];
    await sweep.read.page(1, never);
    await endTurns({ store }, sweep.paces);
    await other.read.page(1, never);
    assert.equal(clock, T0);
  });

  it('is left alone after a slow answer for as long as that took', async () => {
    tookMs = 7 * SECOND;
    await reader().read.page(1, never);
    assert.equal(clock, T0 + 14 * SECOND);
  });

  it('is not asked while all calls pause', async () => {
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
