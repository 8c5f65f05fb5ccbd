import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Reach, readReach } from './reach.ts';
import { runTests } from './test-run.ts';

/** The result of running a test file without a fault. */
interface Known {
  readonly passes: boolean;
  readonly tookMs: number;
  readonly reach: Reach;
}

/** The test files without a fault. Each is run once. */
export interface Faultless {
  /**
   * Those that can notice a fault: they pass without it, and call the function that contains it. A file that
   * fails anyway would seem to notice every fault.
   */
  ableToNotice(files: readonly string[], source: string, at: number): Promise<readonly string[]>;
  /** How long these files have taken together, in milliseconds. */
  tookMs(files: readonly string[]): number;
}

/** No test file takes as long, however busy the machine is. */
const LONGEST_FILE_MS = 15 * 60_000;

/** @param tell called with a line for each file that fails */
export function newFaultless(root: string, tell: (sentence: string) => void): Faultless {
  const tried = new Map<string, Known>();
  return {
    async ableToNotice(files, source, at) {
      const able: string[] = [];
      for (const file of files) {
        const known = tried.get(file) ?? (await tryFile(root, file, tell));
        tried.set(file, known);
        if (known.passes && known.reach.has(source, at)) able.push(file);
      }
      return able;
    },
    tookMs: (files) => files.reduce((sum, file) => sum + (tried.get(file)?.tookMs ?? 0), 0),
  };
}

async function tryFile(
  root: string,
  file: string,
  tell: (sentence: string) => void,
): Promise<Known> {
  const coverage = mkdtempSync(join(tmpdir(), 'closte-coverage-'));
  try {
    const run = await runTests(root, [file], LONGEST_FILE_MS, { NODE_V8_COVERAGE: coverage });
    const passes = run.outcome === 'passed';
    if (!passes) {
      const why = run.outcome === 'failed' ? run.by : 'it takes too long';
      tell(`Not counted, since it fails even without a fault: ${file} (${why})`);
    }
    return { passes, tookMs: run.tookMs, reach: readReach(coverage, root) };
  } finally {
    rmSync(coverage, { recursive: true });
  }
}
