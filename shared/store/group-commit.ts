import { setImmediate } from 'node:timers';

/** How a transaction is begun, ended and undone. */
export interface Transactions {
  /**
   * Takes the lock.
   *
   * @param isRepeatable see {@link Transact}
   */
  begin(isRepeatable: boolean): void;
  commit(): void;
  rollBack(): void;
  /** The same for a part within a transaction that is begun. */
  readonly part: { begin(): void; commit(): void; rollBack(): void };
}

interface Member {
  readonly isRepeatable: boolean;
  /**
   * Returns the function that settles the caller's promise once everything is committed; throws if the body
   * fails.
   */
  run(): () => void;
  fail(error: unknown): void;
}

/**
 * Runs the body, all or nothing, and resolves once the result is durable. The body must not wait for
 * anything.
 *
 * @param isRepeatable whether the machine may lose the result when it crashes, as long as it loses whatever
 *   was committed later as well. Default: false.
 */
export type Transact = <Result>(body: () => Result, isRepeatable?: boolean) => Promise<Result>;

/**
 * Makes transactions that are requested at the same time share a commit, which takes a disk longer than
 * everything in it. Each is still all or nothing by itself: one that fails does not undo the others.
 *
 * @returns `transact`, and `flush`, which runs at once what was requested
 */
export function groupCommit(transactions: Transactions): {
  readonly transact: Transact;
  flush(): void;
} {
  let members: Member[] = [];

  const flush = () => {
    const group = members;
    members = [];
    if (group.length === 0) return;
    try {
      transactions.begin(group.every(({ isRepeatable }) => isRepeatable));
      const told = group.map((member) => runPart(member, transactions.part));
      transactions.commit();
      for (const tell of told) tell();
    } catch (error) {
      transactions.rollBack();
      for (const { fail } of group) fail(error);
    }
  };

  return {
    flush,
    transact: <Result>(body: () => Result, isRepeatable = false) => {
      const { promise, resolve, reject } = Promise.withResolvers<Result>();
      if (members.length === 0) setImmediate(flush);
      members.push({
        isRepeatable,
        run() {
          const result = body();
          return () => resolve(result);
        },
        fail: reject,
      });
      return promise;
    },
  };
}

/** @returns the function that settles the caller's promise once everything is committed */
function runPart(member: Member, part: Transactions['part']): () => void {
  part.begin();
  try {
    const tell = member.run();
    part.commit();
    return tell;
  } catch (error) {
    try {
      part.rollBack();
    } catch {
      // A full disk, for example, has undone the whole transaction.
      throw error;
    }
    return () => member.fail(error);
  }
}
