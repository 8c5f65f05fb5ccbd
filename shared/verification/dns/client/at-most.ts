/** That the time was over. */
export const LATE = Symbol('late');

/**
 * What `act` comes to, if it does within `ms` milliseconds; it is handed the signal that ends it.
 *
 * @throws the reason of `signal`, as soon as it aborts
 */
export async function atMost<Result>(
  ms: number,
  signal: AbortSignal,
  act: (limit: AbortSignal) => Promise<Result>,
): Promise<Result | typeof LATE> {
  signal.throwIfAborted();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(LATE), ms);
  const abort = () => limit.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await act(limit.signal);
  } catch (error) {
    if (error === LATE && limit.signal.reason === LATE) return LATE;
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}
