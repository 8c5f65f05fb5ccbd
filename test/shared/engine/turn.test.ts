import assert from 'node:assert/strict';
import { pino } from 'pino';
import { pacesOf } from '../../../shared/engine/pace.ts';
import { pacedCall } from '../../../shared/engine/paced-call.ts';
import { endTurns } from '../../../shared/engine/turn.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import type { Store } from '../../../shared/store/store.ts';
import { HOUR, MINUTE, SECOND, T0 } from '../../support/records.ts';

/** A turn is not renewed while it lasts that long. */
const RENEWED_AFTER = 10 * SECOND;

describe('the turn to call a host', () => {
  let store: Store;
  let clock: number;
  beforeEach(async () => {
    [store, clock] = [await sqliteStore(':memory:'), T0];
  });
  afterEach(() => store.close());

  /** A process, whose clock may be wrong, and whose store may be slow. */
  function aProcess(aheadMs = 0, its: Pick<Store, 'readSettings' | 'changeSettings'> = store) {
    const now = () => clock + aheadMs;
    const { paces } = pacesOf({ closteConcurrency: 8, multisiteConcurrency: 2 }, now);
    const pacing = { store: its, log: pino({ level: 'silent' }), random: () => 0.5, now };
    const during = (work: () => Promise<void>) =>
      pacedCall(
        pacing,
        'multisite',
        paces.multisite,
        async () => {
          await work();
          return 'called' as const;
        },
        () => 'well',
      );
    return { paces, during, call: () => during(async () => {}) };
  }

  const wrong: [what: string, aheadMs: number][] = [
    ['a millisecond ahead', 1],
    ['a second ahead', SECOND],
    ['a minute ahead', MINUTE],
    ['a second behind', -SECOND],
  ];
  for (const [what, aheadMs] of wrong) {
    it(`is that of one process, though its clock is ${what}`, async () => {
      const [one, other] = [aProcess(aheadMs), aProcess()];
      assert.equal(await one.call(), 'called');
      assert.notEqual(await other.call(), 'called');
      clock += RENEWED_AFTER;
      assert.equal(await one.call(), 'called');
      assert.notEqual(await other.call(), 'called');
    });
  }

  it('does not count if a process took it whose clock is an hour ahead', async () => {
    assert.equal(await aProcess(HOUR).call(), 'called');
    assert.equal(await aProcess().call(), 'called');
  });

  it('of a process that died is over after a minute, like its claims', async () => {
    await aProcess().call();
    const other = aProcess();
    clock += 59 * SECOND;
    assert.notEqual(await other.call(), 'called');
    clock += SECOND;
    assert.equal(await other.call(), 'called');
  });

  it('is kept while its process calls for somebody else', async () => {
    const [one, other] = [aProcess(), aProcess()];
    await one.during(async () => {
      await endTurns({ store }, one.paces);
      assert.notEqual(await other.call(), 'called');
    });
    await endTurns({ store }, one.paces);
    assert.equal(await other.call(), 'called');
  });

  const slow: [what: string, its: () => Pick<Store, 'readSettings' | 'changeSettings'>][] = [
    [
      'reads slowly',
      () => ({ ...store, readSettings: () => later(13 * SECOND, store.readSettings) }),
    ],
    [
      'writes slowly',
      () => ({
        ...store,
        changeSettings: (change) => later(13 * SECOND, () => store.changeSettings(change)),
      }),
    ],
  ];
  for (const [what, its] of slow) {
    it(`is not used by a caller that waited for a store that ${what}: its claim might end meanwhile`, async () => {
      const late = await aProcess(0, its()).call();
      assert.deepEqual(late, { kind: 'put-off', until: clock + 20 * SECOND });
    });
  }

  async function later<Result>(ms: number, work: () => Promise<Result>): Promise<Result> {
    clock += ms;
    return work();
  }
});
