import type { Multisite } from '../multisite/client.ts';
import { MultisiteError } from '../multisite/failure.ts';
import type { HostFailure } from './circuit.ts';
import type { Pace } from './pace.ts';
import { type Pacing, pacedCall, type Verdict } from './paced-call.ts';

/** An answer that takes longer is a multisite's that has enough to do with its visitors. */
export const SLOW_MS = 2000;

/** After a slow answer, all calls pause for this multiple of its time: a tenth of the multisite's time is for us. */
const REST = 9;

/** Asked to wait, without a word of how long. */
const USUAL_WAIT_MS = 60_000;

/** For whom it is no use to wait any longer than this, before another look at whose turn it is. */
const LOOK_AGAIN_AFTER_MS = 5000;

/** What a failure of the multisite says of it, whichever domain it was about. */
export function failureOfHost({ kind, message, retryAfterMs }: MultisiteError): Verdict {
  if (kind === 'rate-limited' || retryAfterMs !== undefined) {
    const pauseMs = retryAfterMs ?? USUAL_WAIT_MS;
    return { cause: 'asked-to-wait', reason: message, pauseMs };
  }
  // That the credentials are refused is known by itself (`multisite-refusal.ts`).
  return kind === 'unavailable' ? { cause: 'failing', reason: message } : 'nothing';
}

/** What the slowest of its answers says of it. */
export function slowness(answerMs: number): HostFailure | 'well' {
  if (answerMs <= SLOW_MS) return 'well';
  const reason = `an answer took ${Math.round(answerMs / 100) / 10} s`;
  return { cause: 'slow', reason, pauseMs: answerMs * REST };
}

/** The multisite, with how long the slowest of its answers took, in milliseconds. */
export function timed(multisite: Multisite, now: () => number) {
  let slowestMs = 0;
  const timing = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    const askedAt = now();
    try {
      return await call();
    } finally {
      slowestMs = Math.max(slowestMs, now() - askedAt);
    }
  };
  const timedMultisite: Multisite = {
    get: (...asked) => timing(() => multisite.get(...asked)),
    find: (...asked) => timing(() => multisite.find(...asked)),
    page: (...asked) => timing(() => multisite.page(...asked)),
    write: (...asked) => timing(() => multisite.write(...asked)),
  };
  return { multisite: timedMultisite, slowestMs: () => slowestMs };
}

/**
 * The multisite for whoever reads all of it: one request at a time, which waits for its turn, and for as
 * long again after a slow answer. While all calls pause, each is a MultisiteError at once.
 */
export function pacedMultisite(
  multisite: Multisite,
  pace: Pace,
  pacing: Pacing & { wait(ms: number, signal: AbortSignal): Promise<void> },
): Multisite {
  const { now, wait } = pacing;

  async function paced<Answer>(call: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
    for (;;) {
      const askedAt = now();
      const attempt = async () => {
        try {
          return { kind: 'answered', answer: await call() } as const;
        } catch (error) {
          if (error instanceof MultisiteError) return { kind: 'failed', error } as const;
          throw error;
        }
      };
      const outcome = await pacedCall(pacing, 'multisite', pace, attempt, (result) =>
        result.kind === 'failed' ? failureOfHost(result.error) : 'well',
      );
      if (outcome.kind === 'failed') throw outcome.error;
      if (outcome.kind === 'answered') {
        const tookMs = now() - askedAt;
        if (tookMs > SLOW_MS) await wait(tookMs, signal);
        return outcome.answer;
      }
      const { until, pause } = outcome;
      if (pause && pause.cause !== 'slow') {
        throw new MultisiteError('unavailable', pause.reason, until - now());
      }
      await wait(Math.min(Math.max(until - now(), 0), LOOK_AGAIN_AFTER_MS), signal);
      signal.throwIfAborted();
    }
  }

  return {
    get: (id, signal) => paced(() => multisite.get(id, signal), signal),
    find: (domain, signal) => paced(() => multisite.find(domain, signal), signal),
    page: (number, signal) => paced(() => multisite.page(number, signal), signal),
    write: (id, standing, signal) => paced(() => multisite.write(id, standing, signal), signal),
  };
}
