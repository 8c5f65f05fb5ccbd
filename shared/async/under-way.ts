/** How much work is under way, and how much of it is slow. */
export interface UnderWay {
  add(run: Promise<void>): void;
  readonly all: ReadonlySet<Promise<void>>;
  /** How many pieces of work have already lasted longer than the limit. */
  readonly slow: number;
  /** Resolves when the next one becomes slow. */
  slowed(): Promise<void>;
}

/** @param slowAfterMs the time after which a piece of work counts as slow, in milliseconds */
export function underWay(slowAfterMs: number): UnderWay {
  const all = new Set<Promise<void>>();
  const slow = new Set<Promise<void>>();
  let next = Promise.withResolvers<void>();
  return {
    all,
    add(run) {
      all.add(run);
      const timer = setTimeout(() => {
        slow.add(run);
        next.resolve();
        next = Promise.withResolvers();
      }, slowAfterMs);
      const end = () => {
        clearTimeout(timer);
        all.delete(run);
        slow.delete(run);
      };
      run.then(end, end);
    },
    get slow() {
      return slow.size;
    },
    slowed: () => next.promise,
  };
}
