import type { Multisite } from '../multisite/client.ts';
import { MultisiteError } from '../multisite/failure.ts';
import type { HostFailure } from './circuit.ts';
import type { Pace, Pacing } from './pace.ts';
import { pacedCall, type Verdict } from './paced-call.ts';
import { isOthersTurn, yieldTurn } from './turn.ts';

/** A multisite that takes longer than this to answer is busy with its visitors. */
const SLOW_MS = 2000;

/**
 * After a slow answer, all calls pause for this multiple of its time, so that we use a tenth of the
 * multisite's time.
 */
const REST = 9;

/** The pause if the multisite asks us to wait and does not say how long. */
const USUAL_WAIT_MS = 60_000;

/** The longest wait before the next look at whether it is our turn. */
const LOOK_AGAIN_AFTER_MS = 5000;

/** How often a caller that reads the whole multisite checks whether a sweep waits for the turn. */
const YIELD_EVERY_MS = 10_000;

/** Within this time, a sweep that was refused the turn asks for it again. */
const YIELD_FOR_MS = 90_000;

/** The state of the multisite as a failed call shows it, whichever domain the call was about. */
export function failureOfHost({ kind, message, retryAfterMs }: MultisiteError): Verdict {
  if (kind === 'rate-limited' || retryAfterMs !== undefined) {
    const pauseMs = retryAfterMs ?? USUAL_WAIT_MS;
    return { cause: 'asked-to-wait', reason: message, pauseMs };
  }
  if (kind === 'absent') return 'well'; // WordPress, whose pace this is, has answered.
  // Refused credentials are recorded elsewhere (`multisite-refusal.ts`).
  return kind === 'unavailable' ? { cause: 'failing', reason: message } : 'nothing';
}

/** The state of the multisite as its slowest answer shows it. */
export function slowness(answerMs: number): HostFailure | 'well' {
  if (answerMs <= SLOW_MS) return 'well';
  const reason = `an answer took ${Math.round(answerMs / 100) / 10} s`;
  return { cause: 'slow', reason, pauseMs: answerMs * REST };
}

/** The multisite, with the time that its slowest answer took, in milliseconds. */
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
    hasSite: (...asked) => timing(() => multisite.hasSite(...asked)),
  };
  return { multisite: timedMultisite, slowestMs: () => slowestMs };
}

/**
 * The multisite for a caller that reads the whole of it: one request at a time, which waits for its turn.
 * After a slow answer, the caller waits as long again as the answer took. While all calls pause for a reason
 * other than slowness, each request is a MultisiteError at once. A sweep that waits for the turn gets it: the
 * stages that it writes must not wait for the end of the listing.
 */
export function pacedMultisite(
  multisite: Multisite,
  pace: Pace,
  pacing: Pacing & { wait(ms: number, signal: AbortSignal): Promise<void> },
): Multisite {
  const { now, wait } = pacing;
  let lookedAt = now();

  /** Yields the turn to a sweep that waits for it, until the sweep has had it. */
  async function letOthers(signal: AbortSignal): Promise<void> {
    const at = now();
    if (at >= lookedAt && at < lookedAt + YIELD_EVERY_MS) return;
    lookedAt = at;
    if (!(await yieldTurn(pacing, 'multisite', pace))) return;
    let isTaken = false;
    while (now() < at + YIELD_FOR_MS) {
      await wait(LOOK_AGAIN_AFTER_MS, signal);
      signal.throwIfAborted();
      const wasTaken = isTaken;
      isTaken = await isOthersTurn(pacing, 'multisite', pace);
      if (wasTaken && !isTaken) return;
    }
  }

  async function paced<Answer>(call: () => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
    await letOthers(signal);
    for (;;) {
      const attempt = async () => {
        const askedAt = now();
        try {
          const answer = await call();
          return { kind: 'answered', answer, tookMs: now() - askedAt } as const;
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
        const { answer, tookMs } = outcome;
        if (tookMs > SLOW_MS) await wait(tookMs, signal);
        return answer;
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
    hasSite: (id, signal) => paced(() => multisite.hasSite(id, signal), signal),
  };
}
