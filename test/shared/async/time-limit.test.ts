import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import sinon from 'sinon';
import { raceAbort, withTimeout, withTimeoutOr } from '../../../shared/async/time-limit.ts';

const NEVER = new AbortController().signal;
const LONG_MS = 60_000;
const forever = () => new Promise<never>(() => {});
const late = () => new Error('too late');
const isSame = (error: unknown) => (thrown: unknown) => thrown === error;

/** Work that ends when its signal aborts, with the signal's reason. */
const heeding = (limit: AbortSignal) => raceAbort(forever(), limit);

function listenersOn(...signals: readonly AbortSignal[]): number {
  return signals.reduce((sum, signal) => sum + getEventListeners(signal, 'abort').length, 0);
}

/** Rejections that nobody handled while `act` ran. */
async function unhandledIn(act: () => Promise<unknown>): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
  try {
    await act();
    await turn();
  } finally {
    process.off('unhandledRejection', note);
    for (const other of others) process.on('unhandledRejection', other);
  }
  return unhandled;
}

describe('a promise against a signal', () => {
  it('resolves to what the promise resolves to', async () => {
    assert.equal(await raceAbort(Promise.resolve('done'), NEVER), 'done');
    const error = new Error('no');
    await assert.rejects(raceAbort(Promise.reject(error), NEVER), isSame(error));
  });

  it('rejects with the reason of the signal as soon as that aborts', async () => {
    const controller = new AbortController();
    const waiting = raceAbort(forever(), controller.signal);
    controller.abort('enough');
    await assert.rejects(waiting, isSame('enough'));
  });

  it('also rejects with that reason if the signal has aborted before, whatever the promise does', async () => {
    const aborted = AbortSignal.abort('enough');
    await assert.rejects(raceAbort(Promise.resolve('done'), aborted), isSame('enough'));
  });

  it('leaves no listener behind on the signal', async () => {
    const controller = new AbortController();
    await raceAbort(Promise.resolve('done'), controller.signal);
    await assert.rejects(raceAbort(Promise.reject(new Error('no')), controller.signal));
    assert.equal(listenersOn(controller.signal), 0);
    const waiting = raceAbort(forever(), controller.signal);
    controller.abort();
    await assert.rejects(waiting);
    assert.equal(listenersOn(controller.signal), 0);
  });

  it('leaves no unhandled rejection if the promise fails afterwards', async () => {
    const unhandled = await unhandledIn(async () => {
      for (const signal of [AbortSignal.abort('enough'), AbortSignal.timeout(1)]) {
        const { promise, reject } = Promise.withResolvers<never>();
        await assert.rejects(raceAbort(promise, signal));
        reject(new Error('later'));
      }
    });
    assert.deepEqual(unhandled, []);
  });
});

describe('work with a timeout', () => {
  it('resolves to the result of the work', async () => {
    assert.equal(await withTimeout(LONG_MS, async () => 'done', late, NEVER), 'done');
  });

  it('rejects with the error of the work', async () => {
    const error = new Error('no');
    const failing = () => Promise.reject(error);
    await assert.rejects(withTimeout(LONG_MS, failing, late, NEVER), isSame(error));
  });

  it('ends work that takes longer, and throws what `late` makes', async () => {
    await assert.rejects(withTimeout(20, heeding, late, NEVER), late());
    await assert.rejects(withTimeout(20, heeding, late), late());
  });

  it('waits for the work to end, and prefers an error of its own', async () => {
    const error = new Error('HTTP 500');
    const work = async (limit: AbortSignal) => {
      await heeding(limit).catch(() => {});
      throw error;
    };
    await assert.rejects(withTimeout(20, work, late, NEVER), isSame(error));
  });

  it('ends work with the reason of the signal when that aborts', async () => {
    const reason = new Error('shutting down');
    const aborting = new AbortController();
    const work = withTimeout(LONG_MS, heeding, late, aborting.signal);
    aborting.abort(reason);
    await assert.rejects(work, isSame(reason));
  });

  it('throws that reason even if work fails otherwise', async () => {
    const aborting = new AbortController();
    const work = async () => {
      aborting.abort('stopped');
      throw new Error('no');
    };
    await assert.rejects(withTimeout(LONG_MS, work, late, aborting.signal), isSame('stopped'));
  });

  it('does not let work begin if the signal aborted before', async () => {
    let begun = false;
    const work = async () => {
      begun = true;
    };
    const aborted = AbortSignal.abort('stopped');
    await assert.rejects(withTimeout(LONG_MS, work, late, aborted), isSame('stopped'));
    assert.equal(begun, false);
  });

  it('does not mistake the timeout of enclosing work for its own', async () => {
    const inner = (limit: AbortSignal) =>
      withTimeout(LONG_MS, heeding, () => new Error('the inner one'), limit);
    await assert.rejects(withTimeout(20, inner, late, NEVER), late());
  });
});

describe('work for a limited time, or else', () => {
  function signals() {
    const caller = new AbortController();
    const clock = new AbortController();
    return { caller, clock, signal: caller.signal, time: clock.signal };
  }

  it('resolves to the result of work that ends in time', async () => {
    const { signal, time } = signals();
    for (const limit of [LONG_MS, time]) {
      assert.equal(await withTimeoutOr(limit, async () => 'done', 'nothing', signal), 'done');
    }
  });

  it('gives up waiting once the time is up, even if the work ignores that', async () => {
    const { clock, signal, time } = signals();
    const waiting = withTimeoutOr(time, forever, 'nothing', signal);
    clock.abort();
    assert.equal(await waiting, 'nothing');
    assert.equal(await withTimeoutOr(20, forever, 'nothing', signal), 'nothing');
  });

  it('tells the work by its signal that the time is up', async () => {
    const { clock, signal, time } = signals();
    const handed: AbortSignal[] = [];
    const work = (limit: AbortSignal) => {
      handed.push(limit);
      return forever();
    };
    const waiting = withTimeoutOr(time, work, 'nothing', signal);
    assert.equal(handed[0]?.aborted, false);
    clock.abort();
    await waiting;
    assert.equal(handed[0]?.aborted, true);
  });

  it('begins nothing if the time is up already', async () => {
    const { signal } = signals();
    const work = () => assert.fail('it is begun');
    for (const time of [AbortSignal.abort(), 0, -1]) {
      assert.equal(await withTimeoutOr(time, work, 'nothing', signal), 'nothing');
    }
  });

  it('does nothing for a caller that has aborted', async () => {
    const { caller, clock, signal, time } = signals();
    const waiting = withTimeoutOr(time, forever, 'nothing', signal);
    caller.abort(new Error('gone'));
    clock.abort();
    await assert.rejects(waiting, /gone/);
    await assert.rejects(withTimeoutOr(time, forever, 'nothing', signal), /gone/);
  });

  it('rejects with a fault of the work', async () => {
    const { signal, time } = signals();
    const fault = async () => {
      throw new Error('a fault');
    };
    await assert.rejects(withTimeoutOr(time, fault, 'nothing', signal), /a fault/);
  });

  it('does not mistake the limit of enclosing work for its own', async () => {
    const inner = (limit: AbortSignal) => withTimeoutOr(LONG_MS, forever, 'the inner one', limit);
    assert.equal(await withTimeoutOr(20, inner, 'the outer one', NEVER), 'the outer one');
  });
});

describe('a limit of time, once the work has ended,', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => clock.restore());

  const works: Readonly<Record<string, () => Promise<unknown>>> = {
    succeeds: async () => 'done',
    fails: () => Promise.reject(new Error('no')),
  };
  for (const [how, work] of Object.entries(works)) {
    it(`leaves no timer and no listener behind, if that ${how}`, async () => {
      const [{ signal }, { signal: time }] = [new AbortController(), new AbortController()];
      await Promise.allSettled([
        withTimeout(LONG_MS, work, late, signal),
        withTimeoutOr(LONG_MS, work, 'nothing', signal),
        withTimeoutOr(time, work, 'nothing', signal),
      ]);
      assert.deepEqual([clock.countTimers(), listenersOn(signal, time)], [0, 0]);
    });
  }

  it('leaves none behind if it was already over', async () => {
    const { signal } = new AbortController();
    const ended = Promise.allSettled([
      withTimeout(LONG_MS, heeding, late, signal),
      withTimeoutOr(LONG_MS, forever, 'nothing', signal),
    ]);
    assert.deepEqual([clock.countTimers(), listenersOn(signal)], [2, 2]);
    await clock.tickAsync(LONG_MS);
    await ended;
    assert.deepEqual([clock.countTimers(), listenersOn(signal)], [0, 0]);
  });
});
