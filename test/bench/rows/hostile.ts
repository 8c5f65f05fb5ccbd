import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { MAX_BYTES, manyAddresses, type RecordAt } from '../../steps/hostile-messages.ts';
import { HOSTILE_ZONES, type HostileZone } from '../../steps/hostile-zones.ts';
import { lookAt } from '../../steps/looks.ts';
import { times } from '../figures.ts';
import { median } from '../measure.ts';
import type { Line, Row } from '../row.ts';

/**
 * The cost of a look at the DNS of a hostile domain, whose servers answer every question with 64 KiB,
 * compared with a domain that merely points elsewhere. Each kind has a process of its own, which runs this
 * very file; time on the network is not counted.
 */

const ELSEWHERE: RecordAt = (at, index) => (index > 0 ? undefined : manyAddresses(at, 9));
const PLAIN: HostileZone = ({ type }) => (type === 'A' ? { answers: ELSEWHERE } : {});
const ZONES = new Map<string, HostileZone>([['plain', PLAIN], ...Object.entries(HOSTILE_ZONES)]);

const WARM_UP = 5;
const LOOKS = 20;

export const hostileRow: Row = {
  name: 'hostile',
  async measure() {
    const costs: Cost[] = [];
    for (const kind of ZONES.keys()) costs.push(await costOf(kind));
    const [plain, ...hostile] = costs;
    if (!plain) throw new Error('nothing was measured');
    const lineOf = (
      what: string,
      of: (cost: Cost) => number,
      told: (value: number) => string,
      reach: string,
    ): Line => {
      const worst = hostile.toSorted((one, other) => of(other) - of(one))[0] ?? plain;
      return {
        what: `a look at a hostile domain, ${what}, of ${hostile.length} kinds the worst: ${worst.kind}`,
        beside: `a domain that points elsewhere: ${told(of(plain))}`,
        figure: told(of(worst)),
        ratio: times(of(worst) / of(plain)),
        reach,
      };
    };
    return [
      lineOf(
        'CPU',
        ({ cpuMs }) => cpuMs,
        (ms) => `${ms.toFixed(1)} ms`,
        '',
      ),
      lineOf('questions', ({ questions }) => questions, String, '≤ 22'),
      lineOf(
        'peak RSS',
        ({ peakMiB }) => peakMiB,
        (mib) => `${mib.toFixed(0)} MiB`,
        '',
      ),
    ];
  },
};

const costSchema = v.object({
  kind: v.string(),
  /** The CPU time of one look, warm, in milliseconds. */
  cpuMs: v.number(),
  /** The questions to all servers, and the searches for servers. */
  questions: v.number(),
  /** The peak memory of a process that has made some looks, in MiB. */
  peakMiB: v.number(),
});

type Cost = v.InferOutput<typeof costSchema>;

async function costOf(kind: string): Promise<Cost> {
  const args = [fileURLToPath(import.meta.url), kind];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return v.parse(costSchema, JSON.parse(stdout));
}

async function measured(kind: string): Promise<Cost> {
  const zone = ZONES.get(kind);
  if (!zone) throw new Error(`there is no kind ${kind}`);
  const look = { domain: 'shop.com', bytes: MAX_BYTES };
  const asked = new Set<string>();
  await lookAt(zone, look, (question) => asked.add(question));
  for (let n = 0; n < WARM_UP; n += 1) await lookAt(zone, look);
  const spent: number[] = [];
  for (let n = 0; n < LOOKS; n += 1) {
    const before = process.cpuUsage();
    await lookAt(zone, look);
    const { user, system } = process.cpuUsage(before);
    spent.push((user + system) / 1000);
  }
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  return { kind, cpuMs: median(spent), questions: asked.size, peakMiB };
}

const [, , kind = ''] = process.argv;
if (import.meta.main) console.log(JSON.stringify(await measured(kind)));
