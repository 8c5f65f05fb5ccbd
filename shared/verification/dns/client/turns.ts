/** Limits how many run at a time for each key; the others wait, first come, first served. */
export type Turns = <Result>(
  key: string,
  signal: AbortSignal,
  act: () => Promise<Result>,
) => Promise<Result>;

/** Rejects with the reason of `signal` if that aborts before the caller's turn. */
export function turns(most: number): Turns {
  const queues = new Map<string, { active: number; readonly waiting: Set<() => void> }>();
  return async (key, signal, act) => {
    signal.throwIfAborted();
    const queue = queues.get(key) ?? { active: 0, waiting: new Set() };
    queues.set(key, queue);
    if (queue.active < most) queue.active++;
    else await turnIn(queue.waiting, signal);
    try {
      return await act();
    } finally {
      const [next] = queue.waiting;
      // The next caller takes this place.
      if (next) next();
      else queue.active--;
      if (queue.active === 0) queues.delete(key);
    }
  };
}

async function turnIn(waiting: Set<() => void>, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const enter = () => {
    waiting.delete(enter);
    signal.removeEventListener('abort', leave);
    resolve();
  };
  const leave = () => {
    waiting.delete(enter);
    reject(signal.reason);
  };
  waiting.add(enter);
  signal.addEventListener('abort', leave, { once: true });
  return promise;
}
