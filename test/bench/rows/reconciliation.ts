import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { times } from '../figures.ts';
import type { Row } from '../row.ts';

/** A reconciliation with many domains, over several calls; its result is checked as well. */

const FEW = 100_000;
const MANY = 1_000_000;
/** As for a function with 512 MiB, of which Google's build gives Node's heap all but 64. */
const HEAP = ['--max-semi-space-size=16', '--max-old-space-size=448'];
const RECONCILING = fileURLToPath(new URL('../reconciling.ts', import.meta.url));

const printed = v.object({
  calls: v.number(),
  sheets: v.number(),
  longestSheet: v.number(),
  sheetsRead: v.number(),
  states: v.number(),
  longestState: v.number(),
  cpuMs: v.number(),
  peakMiB: v.number(),
});

export const reconciliationRow: Row = {
  name: 'reconciliation',
  async measure() {
    const few = await reconcile(FEW);
    const many = await reconcile(MANY);
    const { calls, sheets, longestSheet, sheetsRead, states } = many;
    const what = `a reconciliation of ${MANY.toLocaleString('en')} records, all read and made up by the process itself, by a clock on which a page takes 0.2 s`;
    const beside = `${FEW.toLocaleString('en')} records: `;
    return [
      {
        what: `${what}: CPU a record`,
        beside: `${beside}${each(few.cpuMs, FEW)}`,
        figure: each(many.cpuMs, MANY),
        ratio: times(many.cpuMs / MANY / (few.cpuMs / FEW)),
        reach: '',
      },
      {
        what: `${what}: peak RSS`,
        beside: `${beside}${few.peakMiB.toFixed(0)} MiB`,
        figure: `${many.peakMiB.toFixed(0)} MiB`,
        ratio: times(many.peakMiB / few.peakMiB),
        reach: '≤ 512 MiB',
      },
      {
        what: `${what}: kept from call to call`,
        beside: '',
        figure: `${calls} calls; ${sheets} documents of ${(longestSheet / 1000).toFixed(0)} kB at most, ${sheetsRead} reads of them; the state ${states} times`,
        ratio: '',
        reach: 'several calls',
      },
    ];
  },
};

const each = (cpuMs: number, records: number) => `${((cpuMs / records) * 1000).toFixed(0)} µs`;

async function reconcile(domains: number): Promise<v.InferOutput<typeof printed>> {
  const args = [...HEAP, RECONCILING, String(domains)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return v.parse(printed, JSON.parse(stdout));
}
