import { join } from 'node:path';
import { deliver } from '../../support/deliver.ts';
import { aMessage } from '../../support/events.ts';
import type { FunctionProcess } from '../../support/function-process.ts';
import { inMs, ratioText } from '../figures.ts';
import { median, paired, ratioOf } from '../measure.ts';
import { startPeer } from '../peers/functions.ts';
import type { Line, Row } from '../row.ts';

/** From the start of the process to the answer to its first event, which maps a domain. */

const ROUNDS = 7;

export const firstEventRow: Row = {
  name: 'first-event',
  async measure({ world, deployed, emulators }) {
    let count = 0;
    const first = async (start: () => Promise<FunctionProcess>) => {
      count += 1;
      const message = aMessage('domain.created', { domain: `first-${count}.example.com` });
      const startedAt = performance.now();
      const running = await start();
      const response = await deliver(running.url, message);
      await response.text();
      const ms = performance.now() - startedAt;
      await running.close();
      if (!response.ok) throw new Error(`HTTP ${response.status}:\n${running.output()}`);
      return ms;
    };
    const line = async (
      what: string,
      environment: Readonly<Record<string, string>>,
      reach: string,
    ): Promise<Line> => {
      const all = { ...world.environment(), ...environment };
      const { theirs, ours } = await paired(
        ROUNDS,
        () => first(() => startPeer('bare')),
        () => first(() => deployed.start('domainEvents', all)),
      );
      return {
        what: `the first domain.created after the start of the process, ${what}`,
        beside: `a bare function: ${inMs(median(theirs))}`,
        figure: inMs(median(ours)),
        ratio: ratioText(ratioOf(ours, theirs)),
        reach,
      };
    };
    const lines = [
      await line('SQLite', { STORE: `sqlite:${join(world.memory, 'first.db')}` }, '≤ 1.5×'),
    ];
    const running = await emulators();
    if (!running) return lines;
    const { firestore, pubsub } = running;
    const onGoogle = {
      STORE: 'firestore',
      GOOGLE_CLOUD_PROJECT: 'demo-bench',
      FIRESTORE_EMULATOR_HOST: firestore.host,
      PUBSUB_EMULATOR_HOST: pubsub.host,
    };
    return [...lines, await line('emulators of Firestore and Pub/Sub', onGoogle, '≤ 3×')];
  },
};
