import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { exitCode } from './node-process.ts';

/** The result of a run of test files up to the first failure. */
export type Run = { readonly tookMs: number } & (
  | { readonly outcome: 'passed' | 'late' }
  | {
      readonly outcome: 'failed';
      /** The first test that failed, or why no test could. */
      readonly by: string;
      /** The test file that failed, if it is known. */
      readonly file?: string | undefined;
    }
);

const reportSchema = v.object({
  failures: v.array(
    v.object({
      fullTitle: v.string(),
      file: v.optional(v.string()),
      err: v.object({ code: v.optional(v.string()) }),
    }),
  ),
});

/** @param limitMs the time limit for all of them together */
export async function runTests(
  root: string,
  files: readonly string[],
  limitMs?: number,
  environment: NodeJS.ProcessEnv = {},
): Promise<Run> {
  const report = join(root, 'outcome.json');
  rmSync(report, { force: true });
  const reporter = ['--reporter', 'json', '--reporter-option', `output=${report}`];
  const mocha = [join(root, 'node_modules/mocha/bin/mocha.js'), '--bail', '--timeout', '0'];
  const startedAt = performance.now();
  const code = await exitCode(root, [...mocha, ...reporter, ...files], environment, limitMs);
  const tookMs = performance.now() - startedAt;
  if (code === 0) return { outcome: 'passed', tookMs };
  if (code === null) return { outcome: 'late', tookMs };
  // A module that cannot be loaded leaves no report.
  if (!existsSync(report)) return { outcome: 'failed', by: 'it cannot be loaded', tookMs };
  const { failures } = v.parse(reportSchema, JSON.parse(readFileSync(report, 'utf8')));
  const [failure] = failures;
  if (!failure) return { outcome: 'failed', by: 'the end of its process', tookMs };
  // A few tests have a limit of their own.
  if (failure.err.code === 'ERR_MOCHA_TIMEOUT') return { outcome: 'late', tookMs };
  return { outcome: 'failed', by: failure.fullTitle, file: failure.file, tookMs };
}
