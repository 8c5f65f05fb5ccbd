import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { inParallel } from '../../../shared/async/in-parallel.ts';
import { deliver } from '../../support/deliver.ts';
import { aMessage } from '../../support/events.ts';
import type { FunctionProcess } from '../../support/function-process.ts';
import { percent, ratioText } from '../figures.ts';
import { median, paired, ratioOf, timedMs } from '../measure.ts';
import { startPeer } from '../peers/functions.ts';
import type { Row } from '../row.ts';

/** Events of distinct domains, from a few senders that each wait for an answer before sending the next. */

const EVENTS = 400;
const AT_A_TIME = 16;
const ROUNDS = 3;

export const warmEventsRow: Row = {
  name: 'events',
  async measure({ world, deployed }) {
    const environment = {
      ...world.environment(),
      STORE: `sqlite:${join(world.memory, 'events.db')}`,
    };
    const peer = await startPeer('formPost', environment);
    const ours = await deployed.start('domainEvents', environment);
    const rate = async (running: FunctionProcess, events = EVENTS) => {
      const ms = await timedMs(() => sendEvents(running, events));
      return (events / ms) * 1000;
    };
    for (const running of [peer, ours]) await rate(running, 50);
    const measured = await paired(
      ROUNDS,
      () => rate(peer),
      () => rate(ours),
    );
    await Promise.all([peer.close(), ours.close()]);
    return [
      {
        what: 'events a second, distinct domains, SQLite in memory',
        beside: `a function that only sends the form to Closte with got: ${median(measured.theirs).toFixed(0)}/s`,
        figure: `${median(measured.ours).toFixed(0)}/s`,
        ratio: ratioText(ratioOf(measured.ours, measured.theirs), percent),
        reach: '≥ 40 %',
      },
    ];
  },
};

export async function sendEvents({ url, output }: FunctionProcess, events: number): Promise<void> {
  const run = randomUUID().slice(0, 8);
  const names = Array.from({ length: events }, (_, n) => `event-${run}-${n}.example.com`);
  await inParallel(names, AT_A_TIME, async (domain) => {
    const response = await deliver(url, aMessage('domain.created', { domain }));
    await response.text();
    if (!response.ok) throw new Error(`HTTP ${response.status}:\n${output().slice(-2000)}`);
  });
}
