import { join } from 'node:path';
import { looksText, percent, rateOf, ratioText, times } from '../figures.ts';
import { ratioOf } from '../measure.ts';
import { hasPhp, php, rawLoop, sslChecker } from '../peers/run.ts';
import type { Sample } from '../peers/sample.ts';
import type { Bench, Line, Row } from '../row.ts';
import { startSweeping } from '../sweeping.ts';
import type { Reach } from '../world/world.ts';

/** The daily look at 2,000 live domains, compared with other programs. */

const DOMAINS = 2000;
const AT_A_TIME = 32;

export const sweepRow: Row = {
  name: 'sweep',
  async measure(bench) {
    const { world } = bench;
    const looped = (name: string, reach: string): Peer => ({
      name,
      measure: () => rawLoop(world.near, world, DOMAINS, AT_A_TIME),
      told: percent,
      reach,
    });
    const checker: Peer = {
      name: 'ssl-checker with p-map, 32 at a time',
      measure: () => sslChecker(world.near, world, DOMAINS, AT_A_TIME),
      told: times,
      reach: '> 1×',
    };
    const inMemory = [
      looped('a loop of resolve4 and tls.connect, no store', '≥ 60 %, ≤ 3.5 ms of CPU'),
      checker,
      ...ifPhp('PHP, one domain after another', '> 1×', () => php(world.near, world, 1000)),
    ];
    const onDisk = [looped('the same loop', '≥ 50 %')];
    const what = { domains: DOMAINS, rounds: 3 };
    return [
      ...(await besides(bench, inMemory, {
        ...what,
        told: 'SQLite in memory',
        path: join(world.memory, 'sweep.db'),
      })),
      ...(await besides(bench, onDisk, {
        ...what,
        told: 'SQLite on a disk',
        path: join(world.folder, 'sweep.db'),
      })),
    ];
  },
};

/** With distant servers most of the time is spent waiting, which a few domains are enough to show. */
export const farRow: Row = {
  name: 'far',
  async measure(bench) {
    const { world } = bench;
    const peers = ifPhp('the same PHP', '≥ 20×', () => php(world.far, world, 50));
    return besides(bench, peers, {
      domains: 1000,
      rounds: 3,
      told: 'with 20 ms to DNS and web servers',
      path: join(world.memory, 'far.db'),
      reach: world.far,
    });
  },
};

/** A program that does the same job. */
interface Peer {
  readonly name: string;
  measure(): Promise<Sample>;
  /** How the ratio is shown. */
  readonly told: (ratio: number) => string;
  /** The target. */
  readonly reach: string;
}

function ifPhp(name: string, reach: string, measure: () => Promise<Sample>): readonly Peer[] {
  if (hasPhp()) return [{ name, measure, told: times, reach }];
  console.log(`Nothing is compared with ${name}: there is no PHP here`);
  return [];
}

interface What {
  readonly domains: number;
  readonly rounds: number;
  readonly told: string;
  /** Of the store. */
  readonly path: string;
  readonly reach?: Reach;
}

/** Sweeps and runs the peers in turn. */
async function besides(
  { world, deployed }: Bench,
  peers: readonly Peer[],
  { domains, rounds, told, path, reach }: What,
): Promise<readonly Line[]> {
  const sweeping = await startSweeping(deployed, world, path, reach ? { reach } : {});
  const ours: Sample[] = [];
  const all = peers.map((peer) => ({ ...peer, theirs: [] as Sample[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { theirs, measure } of all) theirs.push(await measure());
    ours.push(await sweeping.sweep(domains));
  }
  await sweeping.close();
  return all.map((peer) => ({
    what: `a sweep of live domains that are due, ${told}`,
    beside: `${peer.name}: ${looksText(peer.theirs)}`,
    figure: looksText(ours),
    ratio: ratioText(ratioOf(ours.map(rateOf), peer.theirs.map(rateOf)), peer.told),
    reach: peer.reach,
  }));
}
