/** Limits on how long to wait for something. None of them leaves a timer or a listener behind. */

/**
 * Settles as `promise` does, unless `signal` aborts first. The work behind the promise is not aborted: this
 * is for work that takes no signal, or already has it.
 *
 * @throws the reason of `signal`, as soon as it aborts
 */
export async function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    // The order matters: if both have already settled, the first in the list wins.
    return await Promise.race([aborted, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/**
 * Does `work` within `ms` milliseconds and until `signal` aborts. The work gets a signal that aborts in
 * either case, and is waited for until it has ended: if it fails for another reason after the time is up,
 * that reason says more. For work that takes no signal, use {@link raceAbort}.
 *
 * @throws the result of `late` if the work fails because the time is up
 * @throws the reason of `signal` if that has aborted
 */
export async function withTimeout<T>(
  ms: number,
  work: (limit: AbortSignal) => Promise<T>,
  late: () => Error,
  signal?: AbortSignal,
): Promise<T> {
  signal?.throwIfAborted();
  const limit = openLimit(ms, signal);
  try {
    return await work(limit.signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw limit.signal.aborted && error === limit.signal.reason ? late() : error;
  } finally {
    limit.close();
  }
}

/**
 * Resolves to the result of `work`, or to `otherwise` once the time is over. The work gets a signal that
 * aborts then, but is not waited for any longer, whether it reacts to the signal or not.
 *
 * @param time in milliseconds, or a signal that aborts when the time is over; if that has aborted
 *   already, the work is not begun
 * @throws the reason of `signal`, as soon as it aborts
 * @throws what `work` throws before either
 */
export async function withTimeoutOr<Result, Otherwise>(
  time: number | AbortSignal,
  work: (limit: AbortSignal) => Promise<Result>,
  otherwise: Otherwise,
  signal: AbortSignal,
): Promise<Result | Otherwise> {
  signal.throwIfAborted();
  if (typeof time === 'number' ? time <= 0 : time.aborted) return otherwise;
  const limit = openLimit(time, signal);
  try {
    return await raceAbort(work(limit.signal), limit.signal);
  } catch (error) {
    signal.throwIfAborted();
    if (limit.signal.aborted) return otherwise;
    throw error;
  } finally {
    limit.close();
  }
}

interface Limit {
  /** Aborts when the time is over, and with the caller's signal. */
  readonly signal: AbortSignal;
  close(): void;
}

/** Not `AbortSignal.any`, which leaks memory on a long-lived signal. */
function openLimit(time: number | AbortSignal, signal: AbortSignal | undefined): Limit {
  const limit = new AbortController();
  const end = () => limit.abort(new DOMException('The time is over', 'TimeoutError'));
  const abort = () => limit.abort(signal?.reason);
  const timer = typeof time === 'number' ? setTimeout(end, time) : undefined;
  const clock = typeof time === 'number' ? undefined : time;
  clock?.addEventListener('abort', end, { once: true });
  signal?.addEventListener('abort', abort, { once: true });
  return {
    signal: limit.signal,
    close() {
      clearTimeout(timer);
      clock?.removeEventListener('abort', end);
      signal?.removeEventListener('abort', abort);
    },
  };
}
