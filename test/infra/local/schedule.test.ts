import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { type SinonFakeTimers, useFakeTimers } from 'sinon';
import { listen } from '../../../infra/local/listening.ts';
import { type Schedule, scheduledCall, startSchedule } from '../../../infra/local/schedule.ts';

const SECOND = 1000;

describe('the schedule', () => {
  let clock: SinonFakeTimers;
  let schedule: Schedule;
  /** The times of the calls, in seconds. */
  let calledAt: number[];
  const logged: { level: number; msg: string }[] = [];
  const log = pino({}, { write: (line: string) => logged.push(JSON.parse(line)) });

  beforeEach(() => {
    clock = useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    calledAt = [];
    logged.length = 0;
  });
  afterEach(async () => {
    const stopped = schedule.stop();
    await clock.runAllAsync();
    await stopped;
    clock.restore();
  });

  function start(call: (signal: AbortSignal) => Promise<void>): void {
    schedule = startSchedule({
      log,
      call: (signal) => {
        calledAt.push(Math.floor(Date.now() / SECOND));
        return call(signal);
      },
    });
  }

  /** A call that takes that long. */
  const taking = (ms: number) => () => new Promise<void>((resolve) => setTimeout(resolve, ms));

  it('calls a second after the start, then once a minute', async () => {
    start(async () => {});
    await clock.tickAsync(150 * SECOND);
    assert.deepEqual(calledAt, [1, 61, 121]);
  });

  it('counts the minute from the start of a call', async () => {
    start(taking(55 * SECOND));
    await clock.tickAsync(70 * SECOND);
    assert.deepEqual(calledAt, [1, 61]);
  });

  it('waits for a call that takes longer, and then calls at once', async () => {
    start(taking(90 * SECOND));
    await clock.tickAsync(90 * SECOND);
    assert.deepEqual(calledAt, [1]);
    await clock.tickAsync(5 * SECOND);
    assert.deepEqual(calledAt, [1, 91]);
  });

  it('goes on every minute even if the clock is set back by a day', async () => {
    start(async () => {
      clock.setSystemTime(Date.now() - 24 * 3600 * SECOND);
    });
    await clock.tickAsync(150 * SECOND);
    assert.equal(calledAt.length, 3);
  });

  it('logs a call that failed, and goes on', async () => {
    start(async () => {
      throw new Error('HTTP 500');
    });
    await clock.tickAsync(62 * SECOND);
    assert.deepEqual(calledAt, [1, 61]);
    assert.deepEqual(
      logged.map(({ msg }) => msg),
      ['the scheduled call failed:', 'the scheduled call failed:'],
    );
  });

  it('calls no more once it is stopped', async () => {
    start(async () => {});
    await clock.tickAsync(2 * SECOND);
    await schedule.stop();
    await clock.tickAsync(600 * SECOND);
    assert.deepEqual(calledAt, [1]);
  });

  it('interrupts the call that is under way when it is stopped, and waits for its end', async () => {
    let ended = false;
    start(async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      ended = true;
      throw signal.reason;
    });
    await clock.tickAsync(2 * SECOND);
    await schedule.stop();
    assert.equal(ended, true);
    assert.deepEqual(logged, []);
  });
});

describe('a scheduled call', () => {
  const NEVER = new AbortController().signal;

  it('is a POST without a body', async () => {
    await using server = await listen('127.0.0.1', 0);
    const seen: (string | undefined)[] = [];
    server.serve((request, response) => {
      seen.push(request.method, request.url, request.headers['content-length']);
      response.end('{}');
    });
    await scheduledCall(`${server.origin}/verifyDomains`)(NEVER);
    assert.deepEqual(seen, ['POST', '/verifyDomains', '0']);
  });

  it('has the given JSON as its body', async () => {
    await using server = await listen('127.0.0.1', 0);
    const seen: string[] = [];
    server.serve(async (request, response) => {
      seen.push(await text(request));
      response.end('{}');
    });
    await scheduledCall(server.origin, { goOn: true })(NEVER);
    assert.deepEqual(seen, ['{"goOn":true}']);
  });

  it('fails if the answer is not a success', async () => {
    await using server = await listen('127.0.0.1', 0);
    server.serve((_request, response) => response.writeHead(503).end());
    await assert.rejects(scheduledCall(server.origin)(NEVER), /HTTP 503/);
  });
});
