/** What goes on at a time, and how much of it has done so for long. */
export interface UnderWay {
  add(run: Promise<void>): void;
  readonly all: ReadonlySet<Promise<void>>;
  /** How many of them have lasted longer than is usual. */
  readonly slow: number;
  /** Resolves when the next one does. */
  slowed(): Promise<void>;
}

/** @param slowAfterMs how long is usual */
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
