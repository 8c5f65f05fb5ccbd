import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inMs, times } from '../figures.ts';
import { median } from '../measure.ts';
import type { Row } from '../row.ts';
import { startSweeping } from '../sweeping.ts';

/** A sweep with 100 domains due, with few domains stored and with a million. */

const DUE = 100;
const FEW = 1000;
const MANY = 1_000_000;
const ROUNDS = 5;
const STORE_IDLE = fileURLToPath(new URL('../store-idle.ts', import.meta.url));

export const storedRow: Row = {
  name: 'stored',
  async measure({ world, deployed }) {
    const path = join(world.memory, 'stored.db');
    const sweepMs = async (stored: number) => {
      // The first sweep produces records to copy.
      await (await startSweeping(deployed, world, path)).close();
      await promisify(execFile)(process.execPath, [STORE_IDLE, path, String(stored)]);
      const sweeping = await startSweeping(deployed, world, path);
      const taken: number[] = [];
      for (let n = 0; n < ROUNDS; n += 1) taken.push((await sweeping.sweep(DUE)).ms);
      await sweeping.close();
      return median(taken);
    };
    const few = await sweepMs(FEW);
    const many = await sweepMs(MANY);
    return [
      {
        what: `a sweep with ${DUE} due, SQLite, ${MANY.toLocaleString('en')} stored`,
        beside: `${FEW.toLocaleString('en')} stored: ${inMs(few)}`,
        figure: inMs(many),
        ratio: times(many / few),
        reach: '≤ 1.2×',
      },
    ];
  },
};
