import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { pino } from 'pino';
import { takeCensus } from '../../../shared/engine/census.ts';
import { engineOn } from '../../../shared/engine/open-engine.ts';
import { EVERY_MINUTE, sweep } from '../../../shared/engine/sweep.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { firestoreStore } from '../../../shared/store/firestore.ts';
import { trafficOf } from '../../shared/store/firestore-traffic.ts';
import { shopNames } from '../peers/sample.ts';
import type { Line, Row } from '../row.ts';
import { makeDue } from '../stored.ts';

/** What Firestore is paid for, counted in what its client sends. */

const DOMAINS = 100;

export const operationsRow: Row = {
  name: 'operations',
  async measure({ world, emulators }) {
    const running = await emulators();
    if (!running) return [];
    const variable = 'FIRESTORE_EMULATOR_HOST';
    const trustedBefore = getCACertificates('default');
    setDefaultCACertificates([...trustedBefore, readFileSync(world.authorityFile, 'utf8')]);
    process.env[variable] = running.firestore.host;
    const store = await firestoreStore({ projectId: 'demo-bench-operations' });
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
      const census = (await trafficOf(() => takeCensus(store, Date.now()))).billed;
      const each = (all: number, without: number) => ((all - without) / DOMAINS).toFixed(2);
      return [
        line(
          'a daily look at a live domain',
          `${each(busy.reads, idle.reads)} reads, ${each(busy.writes, idle.writes)} writes`,
          '≤ 2 and 2',
        ),
        line('an idle sweep', `${idle.reads} reads, ${idle.writes} writes`, '≤ 2 reads'),
        line(
          'the count by stage and by who is needed, every quarter of an hour',
          `${census.reads} reads`,
          '',
        ),
      ];
    } finally {
      await store.close();
      delete process.env[variable];
      setDefaultCACertificates(trustedBefore);
    }
  },
};

function line(what: string, figure: string, reach: string): Line {
  return { what: `operations of Firestore: ${what}`, beside: '', figure, ratio: '', reach };
}
