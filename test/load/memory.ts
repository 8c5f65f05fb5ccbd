import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The memory of processes, second by second, in MiB, from Linux's /proc. */
export interface MemoryWatch {
  /** The peak of any of them in the first quarter of the time, and in the last. */
  ended(): Promise<{ readonly first: number; readonly last: number }>;
}

export function watchMemory(pids: readonly number[]): MemoryWatch {
  const over = new AbortController();
  const seen: number[] = [];
  const watching = (async () => {
    while (!over.signal.aborted) {
      seen.push(Math.max(...pids.map(memoryOf)));
      await sleep(1000, undefined, { signal: over.signal }).catch(() => {});
    }
  })();
  return {
    async ended() {
      over.abort();
      await watching;
      const quarter = Math.ceil(seen.length / 4);
      return {
        first: Math.max(...seen.slice(0, quarter)),
        last: Math.max(...seen.slice(-quarter)),
      };
    },
  };
}

function memoryOf(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
