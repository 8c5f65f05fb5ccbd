import assert from 'node:assert/strict';
import { groupCommit } from '../../../shared/store/group-commit.ts';

describe('transactions that are asked for at the same time', () => {
  /** A group whose steps in the database are recorded in order. */
  function recorded(fails: Readonly<Record<string, boolean>> = {}) {
    const done: string[] = [];
    const note = (what: string) => () => {
      done.push(what);
      if (fails[what]) throw new Error(what);
    };
    const part = { begin: note('part'), commit: note('kept'), rollBack: note('undone') };
    const group = groupCommit({
      begin: note('begin'),
      commit: note('commit'),
      rollBack: note('roll back'),
      part,
    });
    return { done, ...group };
  }
  const failing = () => {
    throw new Error('broken');
  };
  const reasons = (results: readonly PromiseSettledResult<unknown>[]) =>
    results.map((one) => (one.status === 'rejected' ? one.reason.message : one.value));

  it('share a commit, and resolve after it', async () => {
    const { transact, done } = recorded();
    const told = await Promise.all([1, 2].map((n) => transact(() => n)));
    assert.deepEqual(told, [1, 2]);
    assert.deepEqual(done, ['begin', 'part', 'kept', 'part', 'kept', 'commit']);
    await transact(() => 3);
    assert.equal(done.filter((what) => what === 'commit').length, 2);
  });

  it('do not fail with another one of the group', async () => {
    const { transact, done } = recorded();
    const results = await Promise.allSettled([transact(failing), transact(() => 2)]);
    assert.deepEqual(reasons(results), ['broken', 2]);
    assert.deepEqual(done, ['begin', 'part', 'undone', 'part', 'kept', 'commit']);
  });

  it('all fail when they cannot be committed', async () => {
    const { transact, done } = recorded({ commit: true });
    const results = await Promise.allSettled([transact(() => 1), transact(failing)]);
    assert.deepEqual(reasons(results), ['commit', 'commit']);
    assert.equal(done.at(-1), 'roll back');
  });

  it('all fail for the reason that undid all of them', async () => {
    const { transact } = recorded({ undone: true });
    const results = await Promise.allSettled([transact(failing), transact(() => 2)]);
    assert.deepEqual(reasons(results), ['broken', 'broken']);
  });

  it('wait for the disk unless all of them can be repeated', async () => {
    const waits: boolean[] = [];
    const nothing = () => {};
    const part = { begin: nothing, commit: nothing, rollBack: nothing };
    const { transact } = groupCommit({
      begin: (isRepeatable) => waits.push(!isRepeatable),
      commit: nothing,
      rollBack: nothing,
      part,
    });
    await Promise.all([transact(nothing, true), transact(nothing, true)]);
    await Promise.all([transact(nothing, true), transact(nothing)]);
    assert.deepEqual(waits, [false, true]);
  });

  it('are committed at once if nothing can be awaited', async () => {
    const { transact, flush, done } = recorded();
    const told = transact(() => 1);
    flush();
    assert.equal(done.at(-1), 'commit');
    assert.equal(await told, 1);
  });

  it('are not begun if none is requested: closing a store waits for no lock', () => {
    const { flush, done } = recorded();
    flush();
    assert.deepEqual(done, []);
  });
});
