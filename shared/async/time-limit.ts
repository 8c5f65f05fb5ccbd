/**
 * Does `work` within `timeoutMs` altogether and until `signal` aborts; `work` is handed the signal
 * that tells of both.
 *
 * @throws what `late` makes when the time is over
 * @throws the reason of `signal` when that aborts
 */
export async function withinTime<T>(
  timeoutMs: number,
  signal: AbortSignal,
  late: () => Error,
  work: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    return await work(AbortSignal.any([signal, deadline]));
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw error === deadline.reason ? late() : error;
  }
}

/**
 * What `work` comes to, if it does within `ms` milliseconds; it is not called off otherwise.
 *
 * @throws what `late` makes when the time is over
 */
export async function inTime<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => over.reject(late()), ms);
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * What `act` comes to, or `otherwise` if `time` is up first.
 *
 * @throws the reason of an aborted `signal`, and what `act` throws before either
 */
export async function orElse<Result, Otherwise>(
  otherwise: Otherwise,
  act: (signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
  time: AbortSignal,
): Promise<Result | Otherwise> {
  signal.throwIfAborted();
  if (time.aborted) return otherwise;
  const either = AbortSignal.any([signal, time]);
  try {
    return await orAborted(either, () => act(either));
  } catch (error) {
    signal.throwIfAborted();
    if (time.aborted) return otherwise;
    throw error;
  }
}

/** What `work` comes to, unless `limit` aborts first; for work that takes no signal. */
export async function orAborted<T>(limit: AbortSignal, work: () => Promise<T>): Promise<T> {
  limit.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(limit.reason);
  limit.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    limit.removeEventListener('abort', abort);
  }
}
