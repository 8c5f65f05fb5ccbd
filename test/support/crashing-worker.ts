/**
 * One delivery of a message and one sweep, in a process of its own that kills itself at crash point
 * number CRASH_AT, without a chance to clean up. Prints the crash points that it passed, then `end`.
 */
import { deliverOnce } from './one-delivery.ts';

const crashAt = Number(process.env.CRASH_AT);

let passed = 0;
await deliverOnce(process.env, process.env.MESSAGE ?? '', 0, (name) => {
  passed += 1;
  // Written at once: a killed process flushes nothing.
  process.stdout.write(`${name}\n`);
  if (passed === crashAt) process.kill(process.pid, 'SIGKILL');
});
console.log('end');
