import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** The CPU time and memory of any process, from Linux's /proc; the process itself need not cooperate. */

/** The system's clock tick, which is the same on every Linux. */
const TICK_MS = 10;

/** Milliseconds of CPU, all threads together. */
export function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in parentheses, which may contain any character.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** The peak memory of the process, in MiB. */
export function peakMemoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

/** Milliseconds of CPU of the whole machine since it started, all cores together. */
export function busyMs(): number {
  return cpus().reduce(
    (sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq,
    0,
  );
}
