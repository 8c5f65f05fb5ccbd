import { writeFileSync } from 'node:fs';

/**
 * Keeps secrets out of the files that a process may leave when it dies: a core dump gets none of its memory,
 * and a diagnostic report of Node none of its environment. Only Linux lets a process choose this for its core
 * dumps.
 *
 * Source: https://man7.org/linux/man-pages/man5/core.5.html, coredump_filter
 */
export function keepSecretsFromDumps(): void {
  process.report.excludeEnv = true;
  try {
    writeFileSync('/proc/self/coredump_filter', '0');
  } catch {
    // Another system, or a sandbox that writes no core dumps.
  }
}
