import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';

/** The test that noticed a fault. */
export interface Noticed {
  /** The title of the test, or whatever else noticed it. */
  readonly by: string;
  /** The test files that showed it, from the root of the project. */
  readonly tests: readonly string[];
}

/**
 * The faults that earlier runs have noticed. A fault counts as noticed as long as its source and the tests
 * that noticed it are unchanged.
 */
export interface Remembered {
  /** @param text the source with the fault */
  noticed(source: string, text: string): string | undefined;
  remember(source: string, text: string, noticed: Noticed): void;
}

const memorySchema = v.record(
  v.string(),
  v.object({ by: v.string(), tests: v.array(v.string()), textsOfTests: v.string() }),
);

/** @param file where they are kept, as JSON */
export function openRemembered(root: string, file: string): Remembered {
  const known = existsSync(file)
    ? v.parse(memorySchema, JSON.parse(readFileSync(file, 'utf8')))
    : {};
  const textsOf = (tests: readonly string[]) =>
    hashOf(
      tests
        .map((test) => join(root, test))
        .map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : '')),
    );
  return {
    noticed(source, text) {
      const one = known[hashOf([source, text])];
      return one?.textsOfTests === textsOf(one?.tests ?? []) ? one?.by : undefined;
    },
    remember(source, text, { by, tests }) {
      known[hashOf([source, text])] = { by, tests: [...tests], textsOfTests: textsOf(tests) };
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(known));
    },
  };
}

function hashOf(texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex');
}
