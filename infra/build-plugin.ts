import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';

/**
 * Makes `dist/closte-domain-sync.zip`, or the file that is its argument: the WordPress plugin as WordPress
 * installs it. The same sources give the same bytes.
 */

const MULTISITE = fileURLToPath(new URL('multisite/', import.meta.url));
const FILES = [
  'closte-domain-sync.php',
  'uninstall.php',
  'readme.txt',
  'closte-domain-sync/**/*.*',
];
/** The first moment that a ZIP file can name. */
const ZIP_EPOCH = new Date(1980, 0, 1);

const target = resolve(
  process.argv[2] ?? fileURLToPath(new URL('../dist/closte-domain-sync.zip', import.meta.url)),
);
const entries = globSync(FILES, { cwd: MULTISITE })
  .sort()
  .map((file) => [`closte-domain-sync/${file}`, readFileSync(MULTISITE + file)] as const);

mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, zipSync(Object.fromEntries(entries), { mtime: ZIP_EPOCH }));
console.log(target);
