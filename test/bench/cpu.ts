import { readFileSync } from 'node:fs';

/** What a process has used, from Linux's /proc: it says so of processes that have no way to say so themselves. */

/** The system's clock tick, which is the same on every Linux. */
const TICK_MS = 10;

/** Milliseconds of CPU, all threads together. */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in parentheses, and may have any.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** The most memory that it had at a time, in MiB. */
export function peakMemoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
