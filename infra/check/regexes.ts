import { fileURLToPath } from 'node:url';
import { BUILT_LATE } from './built-late.ts';
import { regexFaults } from './faults.ts';

/**
 * Lists the regular expressions of the program that may take more than linear time, and fails if there are
 * any, since their input is from outside.
 */

for (const fault of await regexFaults(
  fileURLToPath(new URL('../..', import.meta.url)),
  BUILT_LATE,
)) {
  console.error(fault);
  process.exitCode = 1;
}
