#!/usr/bin/env node
import { join } from 'node:path';
import { useCompileCache } from './compile-cache.ts';

/** The command `functions-framework` of what is deployed: the framework's own, with its compile cache. */

useCompileCache(join(import.meta.dirname, 'compile-cache'));
await import(new URL('main.mjs', import.meta.url).href);
