import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { pino } from 'pino';
import { keepStatistics } from '../../../shared/engine/keep-statistics.ts';
import { engineOn } from '../../../shared/engine/open-engine.ts';
import { EVERY_MINUTE, sweep } from '../../../shared/engine/sweep.ts';
import { newTally } from '../../../shared/engine/tally.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { firestoreStore } from '../../../shared/store/firestore.ts';
import { trafficOf } from '../../shared/store/firestore-traffic.ts';
import { DAY } from '../../support/records.ts';
import { storeDocuments } from '../documents.ts';
import { times } from '../figures.ts';
import { shopNames } from '../peers/sample.ts';
import type { Line, Row } from '../row.ts';
import { makeDue } from '../stored.ts';

/** The operations that Firestore charges for, counted in its client's requests. */

const DOMAINS = 100;
const MANY = 5000;
const PROJECT = 'demo-bench-operations';

export const operationsRow: Row = {
  name: 'operations',
  async measure({ world, emulators }) {
    if (!(await emulators())) return [];
    const trustedBefore = getCACertificates('default');
    setDefaultCACertificates([...trustedBefore, readFileSync(world.authorityFile, 'utf8')]);
    const store = await firestoreStore({ projectId: PROJECT });
    try {
      const log = pino({ level: 'silent' });
      const settings = readSettings({ ...world.environment(), STORE: 'sqlite::memory:' });
      const engine = await engineOn(store, settings, async () => {}, log, Date.now);
      const sweepOf = async (due: number) => {
        await makeDue(store, shopNames(due));
        const { billed } = await trafficOf(async () => {
          const { advanced } = await sweep(engine, EVERY_MINUTE, AbortSignal.timeout(55_000));
          if (advanced !== due) throw new Error(`${advanced} of ${due} were advanced`);
        });
        return billed;
      };
      await sweepOf(1);
      const idle = await sweepOf(0);
      const busy = await sweepOf(DOMAINS);
      // An instance's tally remembers what it has done recently.
      const another = { ...engine, tally: newTally() };
      const counting = await trafficOf(async () => {
        await sweep(another, EVERY_MINUTE, AbortSignal.timeout(55_000));
        await keepStatistics(another);
      });
      const idleNames = Array.from({ length: MANY }, (_, n) => `idle-${n}.example.com`);
      await storeDocuments(PROJECT, idleNames, { nextCheckAt: Date.now() + 365 * DAY });
      const among = await sweepOf(DOMAINS);
      const each = (all: number, without: number) => ((all - without) / DOMAINS).toFixed(2);
      return [
        line(
          'a daily look at a live domain',
          `${each(busy.reads, idle.reads)} reads, ${each(busy.writes, idle.writes)} writes`,
          '≤ 2 and 2',
        ),
        line('an idle sweep', `${idle.reads} reads, ${idle.writes} writes`, '≤ 2 reads'),
        line(
          'what a sweep does besides every quarter of an hour: the counts, wrong claims',
          `${counting.billed.reads - idle.reads} reads, ${counting.billed.writes} writes`,
          '',
        ),
        {
          what: `a sweep with ${DOMAINS} due, reads of Firestore, ${MANY.toLocaleString('en')} stored`,
          beside: `${DOMAINS} stored: ${busy.reads}`,
          figure: String(among.reads),
          ratio: times(among.reads / busy.reads),
          reach: '≤ 1.2×',
        },
      ];
    } finally {
      await store.close();
      setDefaultCACertificates(trustedBefore);
    }
  },
};

function line(what: string, figure: string, reach: string): Line {
  return { what: `operations of Firestore: ${what}`, beside: '', figure, ratio: '', reach };
}
