import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Makes `dist/`, which is what gets deployed: the functions and shared code as JavaScript, and the
 * dependencies as they are locked here. `npm ci --omit=dev` in it and the Functions Framework are
 * all that it needs to run.
 */

const root = fileURLToPath(new URL('..', import.meta.url));

rmSync(`${root}dist`, { recursive: true, force: true });
execFileSync('tsc', ['--project', `${root}tsconfig.build.json`], { stdio: 'inherit' });

const { scripts: _, bin: __, ...manifest } = JSON.parse(
  readFileSync(`${root}package.json`, 'utf8'),
);
manifest.main = 'functions/index.js';
writeFileSync(`${root}dist/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
copyFileSync(`${root}package-lock.json`, `${root}dist/package-lock.json`);
