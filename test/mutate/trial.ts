import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { CopiedTree } from './copied-tree.ts';
import type { Faultless } from './faultless.ts';
import type { Mutant } from './mutants.ts';
import { mutated } from './mutations-in.ts';
import { exitCode } from './node-process.ts';
import { noticed } from './noticed.ts';
import type { Remembered } from './remembered.ts';
import type { Room } from './rooms.ts';
import { runTests } from './test-run.ts';

/** The outcome of running the tests on a mutant. */
export interface Trial {
  readonly mutant: Mutant;
  /** The test that noticed the mutant, or whatever else did; undefined if nothing did, which is a gap in the tests. */
  readonly killedBy: string | undefined;
}

/**
 * Runs the room's test files on a mutant, step by step, until one notices it; the compiler comes last.
 * Nothing is run if an earlier run has noticed it already.
 */
export async function tryMutant(
  tree: CopiedTree,
  room: Room,
  mutant: Mutant,
  faultless: Faultless,
  remembered: Remembered,
  steps: number,
): Promise<Trial> {
  const { file, mutation } = mutant;
  const { root } = tree;
  const text = mutated(readFileSync(join(root, file), 'utf8'), mutation);
  const known = remembered.noticed(file, text);
  if (known !== undefined) return { mutant, killedBy: known };
  const killed = (by: string, tests: readonly string[]): Trial => {
    remembered.remember(file, text, { by, tests });
    return { mutant, killedBy: by };
  };
  for (const step of stepsFor(root, room, file).slice(0, steps)) {
    const tests = await faultless.ableToNotice(step, file, mutation.at);
    if (tests.length === 0) continue;
    const runs = {
      withFault: (limitMs: number) =>
        tree.withText(file, text, () => runTests(root, tests, limitMs)),
      withoutFault: () => runTests(root, tests),
    };
    const notice = await noticed(runs, faultless.tookMs(tests));
    if (notice) return killed(notice.by, notice.file ? [relative(root, notice.file)] : tests);
  }
  const hasTypes = await tree.withText(file, text, () => isWellTyped(root));
  return hasTypes ? { mutant, killedBy: undefined } : killed('the types', []);
}

/** The test files in the order in which they are run, each once. */
function stepsFor(root: string, { tests }: Room, file: string): string[][] {
  const mirror = file.replace(/^shared\/(.*)\.ts$/, 'test/shared/$1.test.ts');
  const seen = new Set<string>();
  return [[mirror], ...tests]
    .map((globs) => globSync([...globs], { cwd: root }).filter((one) => !seen.has(one)))
    .map((files) => {
      for (const one of files) seen.add(one);
      return files.sort();
    })
    .filter((files) => files.length > 0);
}

async function isWellTyped(root: string): Promise<boolean> {
  return (await exitCode(root, [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit'])) === 0;
}
