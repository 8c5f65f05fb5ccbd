import assert from 'node:assert/strict';
import {
  afterFailure,
  callAt,
  findingOut,
  type HostFailure,
} from '../../../shared/engine/circuit.ts';
import type { Circuit } from '../../../shared/store/network-settings.ts';
import { DAY, MINUTE, SECOND, T0 } from '../../support/records.ts';

const failing: HostFailure = { cause: 'failing', reason: 'HTTP 500' };
const refusing: HostFailure = { cause: 'unauthorized', reason: 'the key' };

/** The circuit after failures of ordinary calls, all at the same time. */
function afterThose(...failures: HostFailure[]): Circuit | undefined {
  return failures.reduce<Circuit | undefined>(
    (circuit, failure) => afterFailure(circuit, failure, false, T0),
    undefined,
  );
}

describe('the circuit of a host', () => {
  const pauses: [what: string, failures: HostFailure[], pauseMs: number | null][] = [
    ['a failure does not pause', [failing], null],
    ['four in a row do not', Array.from({ length: 4 }, () => failing), null],
    ['five in a row pause for a minute', Array.from({ length: 5 }, () => failing), MINUTE],
    ['a refused key pauses for five minutes', [refusing], 5 * MINUTE],
    [
      'a request to wait pauses for as long as requested',
      [{ cause: 'asked-to-wait', reason: '', pauseMs: 90 * SECOND }],
      90 * SECOND,
    ],
    [
      'a request to wait for no time pauses for a moment',
      [{ cause: 'asked-to-wait', reason: '', pauseMs: 0 }],
      SECOND,
    ],
    [
      'slow answers pause for no more than five minutes',
      [{ cause: 'slow', reason: '', pauseMs: 100 * MINUTE }],
      5 * MINUTE,
    ],
    [
      'calls that were under way when the pause began do not prolong it',
      [refusing, ...Array.from({ length: 9 }, () => failing)],
      5 * MINUTE,
    ],
  ];
  for (const [what, failures, pauseMs] of pauses) {
    it(what, () => {
      const pausedUntil = afterThose(...failures)?.pausedUntil;
      assert.equal(pausedUntil, pauseMs === null ? null : T0 + pauseMs);
    });
  }

  const ahead = T0 + 10 * DAY;
  const beyond: [cause: HostFailure['cause'], longestMs: number][] = [
    ['unauthorized', 5 * MINUTE],
    ['failing', 5 * MINUTE],
    ['slow', 5 * MINUTE],
    ['asked-to-wait', DAY],
  ];
  for (const [cause, longestMs] of beyond) {
    it(`ignores a pause (${cause}) that was set by a clock that is days ahead`, () => {
      const failure = { cause, reason: '', pauseMs: longestMs };
      const wrong = afterFailure(undefined, failure, true, ahead);
      assert.equal(callAt(wrong, T0), 'first');
      const found = findingOut(wrong, T0);
      assert.equal(callAt(found, T0 + 1), 'paused');
      const right = afterFailure(found, failure, true, T0);
      assert.equal(callAt(right, T0 + 1), 'paused');
      assert.equal(callAt(right, T0 + longestMs), 'first');
    });
  }

  it('lets one call find out whether a pause is over', () => {
    const paused = afterThose(refusing);
    assert.ok(paused);
    assert.equal(callAt(paused, T0 + 5 * MINUTE - 1), 'paused');
    assert.equal(callAt(paused, T0 + 5 * MINUTE), 'first');
    assert.equal(callAt(findingOut(paused, T0 + 5 * MINUTE), T0 + 5 * MINUTE), 'paused');
  });

  it('pauses for longer each time that the cause persists, up to five minutes', () => {
    let now = T0;
    let circuit = afterThose(...Array.from({ length: 5 }, () => failing));
    const waits: number[] = [];
    for (let time = 0; time < 5; time += 1) {
      assert.ok(circuit && circuit.pausedUntil !== null);
      waits.push((circuit.pausedUntil - now) / MINUTE);
      now = circuit.pausedUntil;
      circuit = afterFailure(findingOut(circuit, now), failing, true, now);
    }
    assert.deepEqual(waits, [1, 2, 4, 5, 5]);
  });
});
