import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';

export const FRAMEWORK = '@google-cloud/functions-framework';

/** The package.json of the artefact. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly engines: Readonly<Record<string, string>>;
}

const sourceSchema = v.object({ name: v.string(), version: v.string() });

/**
 * Google's build starts the command `functions-framework` of a dependency by Google's name, and installs its own if
 * there is none (cmd/nodejs/functions_framework in GoogleCloudPlatform/buildpacks). So our bundled framework
 * is a dependency, from a folder.
 */
export function manifestOf(root: string) {
  const { name, version } = v.parse(sourceSchema, readJson(join(root, 'package.json')));
  return {
    name,
    version,
    private: true,
    type: 'module',
    // The extension tells the framework the kind of module, so that it need not look for a package.json.
    main: 'functions/index.cjs',
    // Google's build takes the newest Node that this allows, whatever the runtime.
    engines: { node: '24.x.x' },
    // Called by Google's build, once the dependencies are there.
    scripts: { 'gcp-build': 'node framework/warm.cjs' },
    dependencies: { [FRAMEWORK]: 'file:framework' },
  };
}

/** The package-lock.json, as npm would write it. */
export function lockOf(
  { name, version, dependencies, engines }: Manifest,
  framework: { readonly name: string; readonly version: string; readonly bin: object },
): object {
  return {
    name,
    version,
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': { name, version, dependencies, engines },
      framework: { name: framework.name, version: framework.version, bin: framework.bin },
      [`node_modules/${framework.name}`]: { resolved: 'framework', link: true },
    },
  };
}

/** The version of the package in that folder. */
export function readVersion(folder: string): string {
  return v.parse(sourceSchema, readJson(join(folder, 'package.json'))).version;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
