import { join } from 'node:path';
import { peakMemoryOf } from '../cpu.ts';
import { times } from '../figures.ts';
import type { Row } from '../row.ts';
import { startSweeping } from '../sweeping.ts';

/** The heap of a function with 256 MiB: Google's build gives Node's heap all but 64. */
const HEAP_MIB = 192;
const DOMAINS = 10_000;
const AGAIN = 9;
const DOMAINS_AGAIN = 1000;

export const memoryRow: Row = {
  name: 'memory',
  async measure({ world, deployed }) {
    const path = join(world.memory, 'memory.db');
    const sweeping = await startSweeping(deployed, world, path, { heapMiB: HEAP_MIB });
    const { pid } = sweeping.running;
    await sweeping.sweep(DOMAINS);
    const first = peakMemoryOf(pid);
    for (let n = 0; n < AGAIN; n += 1) await sweeping.sweep(DOMAINS_AGAIN);
    const last = peakMemoryOf(pid);
    await sweeping.close();
    return [
      {
        what: 'peak RSS of a sweep of 10,000, heap as for 256 MiB; after nine more of 1,000',
        beside: '',
        figure: `${first.toFixed(0)} MiB; ${last.toFixed(0)} MiB`,
        ratio: times(last / first),
        reach: '≤ 180 MiB, flat',
      },
    ];
  },
};
