import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

/** A package that the functions need, in its locked version. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** As the package declares it, in SPDX. */
  readonly licence: string;
  /** Whether it has a script that npm would run when it is installed. */
  readonly hasInstallScript: boolean;
}

const lockSchema = v.object({
  packages: v.record(
    v.string(),
    v.object({
      version: v.optional(v.string(), ''),
      license: v.optional(v.string(), 'unknown'),
      dev: v.optional(v.boolean(), false),
      devOptional: v.optional(v.boolean(), false),
      hasInstallScript: v.optional(v.boolean(), false),
    }),
  ),
});

/**
 * The packages in package-lock.json without those for development only, each version once, sorted by name.
 *
 * @param root the folder of the project
 */
export function lockedPackages(root: string): LockedPackage[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const found = new Map<string, LockedPackage>();
  for (const [path, locked] of Object.entries(v.parse(lockSchema, lock).packages)) {
    if (path === '' || locked.dev || locked.devOptional) continue;
    const name = path.replace(/^.*node_modules\//, '');
    const { version, license: licence, hasInstallScript } = locked;
    found.set(`${name}@${version}`, { name, version, licence, hasInstallScript });
  }
  const inOrder = new Intl.Collator('en', { numeric: true });
  return [...found.values()].sort((a, b) =>
    inOrder.compare(`${a.name} ${a.version}`, `${b.name} ${b.version}`),
  );
}
