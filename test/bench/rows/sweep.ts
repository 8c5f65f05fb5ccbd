import { join } from 'node:path';
import { looksText, percent, rateOf, times } from '../figures.ts';
import { medianRatio, paired } from '../measure.ts';
import { hasPhp, php, rawLoop, sslChecker } from '../peers/run.ts';
import type { Sample } from '../peers/sample.ts';
import type { Bench, Line, Row } from '../row.ts';
import { startSweeping } from '../sweeping.ts';

/** The daily look at 2,000 live domains, beside what others make of it. */

const DOMAINS = 2000;
const AT_A_TIME = 32;
const ROUNDS = 3;

export const sweepRow: Row = {
  name: 'sweep',
  async measure(bench) {
    const { world } = bench;
    const raw = (domains = DOMAINS) => rawLoop(world.near, world, domains, AT_A_TIME);
    const checker = () => sslChecker(world.near, world, DOMAINS, AT_A_TIME);
    return [
      await beside(bench, world.memory, 'a loop of resolve4 and tls.connect, no store', raw, {
        what: 'SQLite in memory',
        reach: '≥ 60 %, ≤ 3.5 ms of CPU',
        ratioText: percent,
      }),
      await beside(bench, world.folder, 'the same loop', raw, {
        what: 'SQLite on a disk',
        reach: '≥ 50 %',
        ratioText: percent,
      }),
      await beside(bench, world.memory, 'ssl-checker with p-map, 32 at a time', checker, {
        what: 'SQLite in memory',
        reach: '> 1×',
        ratioText: times,
      }),
      ...(hasPhp()
        ? [
            await beside(
              bench,
              world.memory,
              'PHP, one domain after another',
              () => php(world.near, world, DOMAINS / 2),
              { what: 'SQLite in memory', reach: '> 1×', ratioText: times },
            ),
          ]
        : []),
    ];
  },
};

/** Far away it is the waiting that counts, and few domains are enough to see it. */
export const farRow: Row = {
  name: 'far',
  async measure({ world, deployed }) {
    if (!hasPhp()) return [];
    const path = join(world.memory, 'far.db');
    const sweeping = await startSweeping(deployed, world, path, { reach: world.far });
    const { theirs, ours } = await paired(
      1,
      () => php(world.far, world, 50),
      () => sweeping.sweep(1000),
    );
    await sweeping.close();
    return [
      lineOf('with 20 ms to DNS and web servers', 'the same PHP', theirs, ours, times, '≥ 20×'),
    ];
  },
};

async function beside(
  { world, deployed }: Bench,
  folder: string,
  peer: string,
  measurePeer: () => Promise<Sample>,
  told: { what: string; reach: string; ratioText: (ratio: number) => string },
): Promise<Line> {
  const sweeping = await startSweeping(deployed, world, join(folder, 'domains.db'));
  const { theirs, ours } = await paired(ROUNDS, measurePeer, () => sweeping.sweep(DOMAINS));
  await sweeping.close();
  return lineOf(told.what, peer, theirs, ours, told.ratioText, told.reach);
}

function lineOf(
  what: string,
  peer: string,
  theirs: readonly Sample[],
  ours: readonly Sample[],
  ratioText: (ratio: number) => string,
  reach: string,
): Line {
  const ratio = medianRatio(ours.map(rateOf), theirs.map(rateOf));
  return {
    what: `a sweep of live domains that are due, ${what}`,
    beside: `${peer}: ${looksText(theirs)}`,
    figure: looksText(ours),
    ratio: ratioText(ratio),
    reach,
  };
}
