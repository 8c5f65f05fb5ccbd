import { globSync, statSync } from 'node:fs';
import { join, normalize, resolve } from 'node:path';

/**
 * The test files that are named, sorted, as paths from `root`; all of them if none is.
 *
 * @param named files, folders or globs
 * @throws {Error} if a name matches nothing
 */
export function testFiles(root: string, named: readonly string[]): string[] {
  const names = named.length === 0 ? ['test'] : named;
  return [...new Set(names.flatMap((name) => filesOf(root, name)))].sort();
}

function filesOf(root: string, name: string): string[] {
  const files = globSync(name, { cwd: root }).flatMap((path) =>
    statSync(resolve(root, path)).isDirectory()
      ? globSync(join(path, '**/*.test.ts'), { cwd: root })
      : [normalize(path)],
  );
  if (files.length === 0) throw new Error(`there are no tests in ${name}`);
  return files;
}
