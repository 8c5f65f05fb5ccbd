import assert from 'node:assert/strict';
import { orElse } from '../../../shared/async/time-limit.ts';

const never = () => new Promise<never>(() => {});

function signals() {
  const caller = new AbortController();
  const clock = new AbortController();
  return { caller, clock, signal: caller.signal, time: clock.signal };
}

describe('work for a limited time, or else', () => {
  it('gives up waiting once it is up, though the work be deaf to it', async () => {
    const { clock, signal, time } = signals();
    const waiting = orElse('nothing', never, signal, time);
    clock.abort();
    assert.equal(await waiting, 'nothing');
  });

  it('does nothing for a caller who has gone, which is no answer either', async () => {
    const { caller, clock, signal, time } = signals();
    const waiting = orElse('nothing', never, signal, time);
    caller.abort(new Error('gone'));
    clock.abort();
    await assert.rejects(waiting, /gone/);
    await assert.rejects(orElse('nothing', never, signal, time), /gone/);
  });

  it('lets a fault through', async () => {
    const { signal, time } = signals();
    const fault = async () => {
      throw new Error('a fault');
    };
    await assert.rejects(orElse('nothing', fault, signal, time), /a fault/);
  });
});
