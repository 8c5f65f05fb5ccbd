import { createServer } from 'node:http';
import { closteSandbox } from '../../../infra/local/sandbox/closte-api.ts';

/** Closte in a process of its own: `node closte.ts PORT KEY`. */

const [port, apiKey = ''] = process.argv.slice(2);
createServer(closteSandbox({ apiKey }).handler).listen(Number(port), '127.0.0.1');
