/** The files that take longest, the longest first. */
export const LONGEST: readonly string[] = [
  'test/infra/deploy/run.test.ts',
  'test/e2e/crash.test.ts',
];

/** With the longest first, since one that is begun last would be waited for by all others. */
export function longestFirst(files: readonly string[], longest = LONGEST): string[] {
  const long = longest.filter((file) => files.includes(file));
  return [...long, ...files.filter((file) => !long.includes(file))];
}
