/** Counts the pieces of work that an instance has in hand. */
export interface InHand {
  readonly count: number;
  /** Runs the work, which counts until it ends. */
  during<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function newInHand(): InHand {
  let count = 0;
  return {
    get count() {
      return count;
    },
    async during(work) {
      count += 1;
      try {
        return await work();
      } finally {
        count -= 1;
      }
    },
  };
}
