import { globSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/**
 * Fills the compile cache of `launch.ts`, with the Node that the functions will run on: Google's build calls this file. It loads
 * all modules once, and starts a function as Cloud Run will.
 */

enableCompileCache(join(import.meta.dirname, 'compile-cache'));
const chunks = join(import.meta.dirname, '../functions/chunks/*.mjs');
for (const chunk of globSync(chunks)) await import(pathToFileURL(chunk).href);

process.argv.push('--target=domainEvents', '--port=0');
process.env.STORE = 'sqlite::memory:';
await import(new URL('main.mjs', import.meta.url).href);
await sleep(1000);
flushCompileCache();
process.exit(0);
