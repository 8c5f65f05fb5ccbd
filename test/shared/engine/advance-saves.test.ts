import assert from 'node:assert/strict';
import { advanceRecorded } from '../../../shared/engine/advance-event.ts';
import { type Effects, LEASE_MS } from '../../../shared/engine/engine.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { withCrashPoints } from '../../support/crash-points.ts';
import { anEvent } from '../../support/events.ts';
import { aRecord, shop } from '../../support/records.ts';
import { never, newForEachTest } from './advancing.ts';

describe('the saves of a domain that is advanced', () => {
  const world = newForEachTest();
  const { tell, change, advanceAt, seen } = world;

  describe('hold the result of a call', () => {
    /** The kinds of saves while a new domain is advanced, with some effects replaced. */
    async function savesOf(change: Partial<Effects> = {}): Promise<string[]> {
      const saves: string[] = [];
      const store = withCrashPoints(world.engine.store, (point) => {
        if (/^before (save|settle)$/.test(point)) saves.push(point.slice('before '.length));
      });
      await recordEvent(world.engine.store, anEvent('domain.created'), world.engine.now());
      const counted = { ...world.engine, store, effects: { ...world.engine.effects, ...change } };
      await advanceRecorded(counted, [shop], never);
      return saves;
    }

    it('together with that of the next step, if a repetition of the call does no harm', async () => {
      // The alias and DNS; a report, the request and the certificate; a report; the write, which is put off.
      assert.deepEqual(await savesOf(), ['save', 'save', 'save', 'settle']);
      assert.equal((await seen()).stage, 'done');
    });

    it('at once if the call took long, so that the claim lasts for the next step', async () => {
      const { aliasHost } = world.engine.effects;
      const add: typeof aliasHost.add = async (...asked) => {
        const outcome = await aliasHost.add(...asked);
        world.engine.clock.now += 3000;
        return outcome;
      };
      const saves = await savesOf({ aliasHost: { ...aliasHost, add } });
      assert.deepEqual(saves, ['save', 'save', 'save', 'save', 'settle']);
    });

    it('when the following look is interrupted, and release the claim', async () => {
      const stop = new AbortController();
      const { openPass } = world.engine.effects;
      const checkDns = async () => {
        stop.abort(new Error('the time is over'));
        throw stop.signal.reason;
      };
      const effects = { ...world.engine.effects, openPass: () => ({ ...openPass(), checkDns }) };
      await recordEvent(world.engine.store, anEvent('domain.created'), world.engine.now());
      await advanceRecorded({ ...world.engine, effects }, [shop], stop.signal);
      assert.equal((await seen()).alias, 'added');
      const claim = await world.engine.store.claim(shop, world.engine.now(), LEASE_MS);
      assert.equal(claim?.isTakenOver, false);
    });
  });

  it('hold a look at a live domain only once, when the claim is released', async () => {
    await tell('domain.created');
    const { store } = world.engine;
    const calls: string[] = [];
    const save: typeof store.save = (...saved) => {
      calls.push('save');
      return store.save(...saved);
    };
    const settle: typeof store.settle = (...settled) => {
      calls.push('settle');
      return store.settle(...settled);
    };
    world.engine = { ...world.engine, store: { ...store, save, settle } };
    await advanceAt(world.engine.clock.now + 25 * 3_600_000);
    assert.deepEqual(calls, ['settle']);
    assert.equal(Date.parse((await seen()).lastCheckedAt ?? ''), world.engine.clock.now);
  });

  it('hold a claim that a crash may undo, before Closte is called', async () => {
    const { store, effects } = world.engine;
    const at = world.engine.clock.now;
    const record = aRecord({ alias: { state: 'pending', retry: { failures: 1, at } } });
    await store.update(record.domain, record.siteId, () => record);
    const calls: string[] = [];
    const save: typeof store.save = (...saved) => {
      calls.push('save');
      return store.save(...saved);
    };
    world.engine = { ...world.engine, store: { ...store, save } };
    change({
      aliasHost: {
        ...effects.aliasHost,
        add(...asked) {
          calls.push('add');
          return effects.aliasHost.add(...asked);
        },
      },
    });
    await advanceAt(at);
    assert.deepEqual(calls.slice(0, 3), ['save', 'add', 'save']);
  });

  it('apply a look to the record as an event has left it meanwhile', async () => {
    await tell('domain.created');
    const { checkCertificate } = world.engine.effects.openPass();
    const { openPass } = world.engine.effects;
    change({
      openPass: () => ({
        ...openPass(),
        async checkCertificate(...asked) {
          const occurredAt = new Date(world.engine.now()).toISOString();
          await recordEvent(
            world.engine.store,
            anEvent('domain.deleted', { occurredAt }),
            world.engine.now(),
          );
          return checkCertificate(...asked);
        },
      }),
    });
    await advanceAt(world.engine.clock.now + 25 * 3_600_000);
    assert.equal((await seen()).alias, 'removed');
    assert.deepEqual(world.outside.closte.aliases(), []);
  });
});
