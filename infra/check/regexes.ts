import { fileURLToPath } from 'node:url';
import { BUILT_LATE } from './built-late.ts';
import { regexFaults } from './faults.ts';

/**
 * Tells which regular expressions of the program may take more time than in proportion to what they
 * are matched against, and fails if there are any: what they meet comes from outside.
 */

for (const fault of await regexFaults(
  fileURLToPath(new URL('../..', import.meta.url)),
  BUILT_LATE,
)) {
  console.error(fault);
  process.exitCode = 1;
}
