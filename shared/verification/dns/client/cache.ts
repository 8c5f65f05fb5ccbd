import { raceAbort } from '../../../async/time-limit.ts';

/** Caches results, and lets concurrent callers wait for the same one. */

export interface CacheOptions<Value> {
  /** Milliseconds since the epoch, or of any other clock. */
  readonly now: () => number;
  /** How many results are remembered. */
  readonly most: number;
  /** For how long, in milliseconds. */
  readonly lifeMs: (value: Value) => number;
}

/**
 * Returns the remembered result, or the one that `find` finds. `find` continues as long as any caller waits
 * for it; its errors are not cached. Rejects with the reason of `signal`, as soon as that aborts.
 */
export type Cache<Value> = (
  key: string,
  signal: AbortSignal,
  find: (signal: AbortSignal) => Promise<Value>,
) => Promise<Value>;

interface Entry<Value> {
  readonly value: Promise<Value>;
  readonly end: AbortController;
  waiting: number;
  /** Infinite until the result is found. */
  expiresAt: number;
}

/** A memory of at most `most` results. */
export function cache<Value>({ now, most, lifeMs }: CacheOptions<Value>): Cache<Value> {
  const entries = new Map<string, Entry<Value>>();
  const forget = (key: string, entry: Entry<Value>) => {
    if (entries.get(key) === entry) entries.delete(key);
  };

  const begin = (key: string, find: (signal: AbortSignal) => Promise<Value>) => {
    const end = new AbortController();
    const value = find(end.signal);
    const entry: Entry<Value> = { value, end, waiting: 0, expiresAt: Number.POSITIVE_INFINITY };
    value.then(
      (found) => {
        entry.expiresAt = now() + lifeMs(found);
      },
      () => forget(key, entry),
    );
    entries.set(key, entry);
    makeRoom();
    return entry;
  };

  /** Oldest first, since recent results are the most likely to be asked for again. */
  const makeRoom = () => {
    for (const [key, { expiresAt }] of entries) {
      if (entries.size <= most && expiresAt > now()) break;
      entries.delete(key);
    }
  };

  return async (key, signal, find) => {
    signal.throwIfAborted();
    const known = entries.get(key);
    const entry = known && known.expiresAt > now() ? known : begin(key, find);
    entry.waiting++;
    try {
      return await raceAbort(entry.value, signal);
    } finally {
      entry.waiting--;
      if (entry.waiting === 0 && entry.expiresAt === Number.POSITIVE_INFINITY) {
        forget(key, entry);
        entry.end.abort();
      }
    }
  };
}
