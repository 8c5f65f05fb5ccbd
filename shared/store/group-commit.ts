import { setImmediate } from 'node:timers';

/** What a transaction of its own is begun, ended and undone with. */
export interface Transactions {
  /** Takes the lock. */
  begin(): void;
  commit(): void;
  rollBack(): void;
  /** The same within one that is begun. */
  readonly part: Omit<Transactions, 'part'>;
}

interface Member {
  /** What is to be told once all is committed; it throws if the body fails. */
  run(): () => void;
  fail(error: unknown): void;
}

/** Does the body, all or nothing, and resolves once that is durable. The body must not wait for anything. */
export type Transact = <Result>(body: () => Result) => Promise<Result>;

/**
 * Has transactions that are asked for at the same time share a commit, which takes a disk longer than all that
 * is in it. Each is all or nothing by itself nevertheless: one that fails takes no other one along.
 *
 * @returns `transact`, and `flush`, which does at once what was asked for
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
      transactions.begin();
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
    transact: <Result>(body: () => Result) => {
      const { promise, resolve, reject } = Promise.withResolvers<Result>();
      if (members.length === 0) setImmediate(flush);
      members.push({
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

/** @returns what is to be told of it once all is committed */
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
      // A full disk, for one, has undone all of it.
      throw error;
    }
    return () => member.fail(error);
  }
}
