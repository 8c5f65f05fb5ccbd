import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';

/**
 * Makes `dist/`, or the folder it is called with, which is what gets deployed: the functions and
 * shared code as JavaScript, and the production dependencies as they are locked here. `npm ci` in it
 * and the Functions Framework are all that it needs to run.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ASSETS = 'shared/pages/assets';
const dist = resolve(process.argv[2] ?? `${ROOT}dist`);

const manifestSchema = v.object({
  name: v.string(),
  version: v.string(),
  type: v.literal('module'),
  dependencies: v.record(v.string(), v.string()),
});

const lockSchema = v.looseObject({
  packages: v.record(v.string(), v.looseObject({ dev: v.optional(v.boolean()) })),
});

rmSync(dist, { recursive: true, force: true });
execFileSync('tsc', ['--project', `${ROOT}tsconfig.build.json`, '--outDir', dist], {
  stdio: 'inherit',
});
// What browsers are sent as it is.
cpSync(`${ROOT}${ASSETS}`, `${dist}/${ASSETS}`, { recursive: true });

const manifest = {
  ...v.parse(manifestSchema, readJson('package.json')),
  private: true,
  main: 'functions/index.js',
  // Google's build takes the newest Node that this lets through, whatever the runtime.
  engines: { node: '24.x.x' },
};
writeJson('package.json', manifest);

// As it would have been written, had there never been a dependency for development.
const lock = v.parse(lockSchema, readJson('package-lock.json'));
const { name, version, dependencies, engines } = manifest;
const packages = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && !dev);
writeJson('package-lock.json', {
  ...lock,
  packages: { '': { name, version, dependencies, engines }, ...Object.fromEntries(packages) },
});

// Dependencies that were installed here to try it must not be uploaded.
writeFileSync(`${dist}/.gcloudignore`, '.gcloudignore\nnode_modules/\n');

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(ROOT + file, 'utf8'));
}

function writeJson(file: string, content: object): void {
  writeFileSync(`${dist}/${file}`, `${JSON.stringify(content, null, 2)}\n`);
}
