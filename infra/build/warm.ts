import { globSync } from 'node:fs';
import { createRequire, enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * Fills the compile cache of `launch.ts`, with the Node that the functions will run on: Google's build calls this file. It loads
 * all modules once.
 */

const require = createRequire(import.meta.url);
const functions = join(import.meta.dirname, '../functions');

enableCompileCache(join(import.meta.dirname, 'compile-cache'));
process.env.STORE = 'sqlite::memory:';
require(join(functions, 'index.cjs'));
for (const chunk of globSync(join(functions, 'chunks/*.cjs'))) require(chunk);
process.argv.push('--target=domainEvents');
require('./main.cjs');
flushCompileCache();
// The framework would now serve.
process.exit(0);
