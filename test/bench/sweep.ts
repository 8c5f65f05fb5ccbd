import { Resolver } from 'node:dns/promises';
import { connect } from 'node:tls';
import { inParallel } from '../../shared/async/in-parallel.ts';
import { recordEvent } from '../../shared/engine/record-event.ts';
import { EVERY_MINUTE, sweep } from '../../shared/engine/sweep.ts';
import { testEngine } from '../support/engine.ts';
import { anEvent } from '../support/events.ts';
import { startOutside } from '../support/outside.ts';
import { inTurn, printRatios } from './measure.ts';

/**
 * The daily look at domains that are done: a sweep beside a loop that only resolves and connects,
 * with the same concurrency, against the same servers in this process.
 */

const DOMAINS = 300;
const ROUNDS = 3;

export async function sweepSpeed(): Promise<void> {
  const outside = await startOutside();
  const engine = await testEngine(outside, { LOG_LEVEL: 'silent' });
  const names = Array.from({ length: DOMAINS }, (_, n) => `shop-${n}.example.com`);
  for (const domain of names) {
    await recordEvent(engine.store, anEvent('domain.created', { domain }), engine.clock.now);
  }
  const limits = { ...EVERY_MINUTE, claimForMs: Number.POSITIVE_INFINITY };
  const sweepAll = () => sweep(engine, limits, new AbortController().signal);
  await sweepAll();

  const resolver = new Resolver();
  resolver.setServers([outside.dns.server]);
  const figures = await inTurn(
    {
      'resolve4 and tls.connect': () => timed(() => raw(names, resolver, outside.web.port)),
      'a sweep': () => {
        engine.clock.now += 25 * 3_600_000;
        return timed(async () => {
          const { advanced } = await sweepAll();
          if (advanced !== DOMAINS) throw new Error(`${advanced} were advanced`);
        });
      },
    },
    ROUNDS,
  );
  printRatios(`${DOMAINS} domains that are done, median of ${ROUNDS}`, 'ms', figures);

  const idle = await timed(async () => {
    for (let n = 0; n < 100; n += 1) await sweepAll();
  });
  console.log(
    `  a sweep with nothing due, ${DOMAINS} domains known: ${(idle / 100).toFixed(2)} ms`,
  );
  await engine.store.close();
  await outside.close();
}

async function raw(names: readonly string[], resolver: Resolver, port: number): Promise<void> {
  await inParallel(names, EVERY_MINUTE.concurrency, async (name) => {
    const [host = ''] = await resolver.resolve4(name);
    await handshake(host, port, name);
  });
}

function handshake(host: string, port: number, servername: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername }, () => {
      socket.destroy();
      resolve();
    }).on('error', reject);
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
