import { setTimeout as sleep } from 'node:timers/promises';
import { keepStatistics } from '../../../shared/engine/keep-statistics.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { deliver } from '../../support/deliver.ts';
import { testEngine } from '../../support/engine.ts';
import { aMessage, anEvent } from '../../support/events.ts';
import { startFunction } from '../../support/function-process.ts';
import { multisiteApi } from '../../support/multisite-api.ts';
import { type Outside, startOutside } from '../../support/outside.ts';

/** The lines that the functions wrote. */
export type LogLines = readonly Readonly<Record<string, unknown>>[];

/**
 * The log of the functions for a network with a domain that becomes done, one that Closte refuses, a
 * multisite that refuses the credentials, an invalid message, an idle sweep, and the count of the domains.
 */
export async function logLines(): Promise<LogLines> {
  await using multisite = await multisiteApi();
  const outside = await startOutside();
  const environment = {
    ...outside.environment,
    MULTISITE_API_URL: multisite.url,
    MULTISITE_API_SECRET: 'key:which-is-another',
  };
  outside.refused.add('refused.example.com');
  outside.zone.set('refused.example.com');
  const [events, verify] = await Promise.all([
    startFunction('domainEvents', environment),
    startFunction('verifyDomains', environment),
  ]);
  try {
    for (const domain of ['shop.example.com', 'refused.example.com']) {
      await deliver(events.url, aMessage('domain.created', { domain }));
    }
    await deliver(events.url, 'no message');
    await sleep(PUT_OFF_MS);
    await fetch(verify.url, { method: 'POST' });
    const written = [...events.log(), ...verify.log()].filter(({ message }) => message !== CENSUS);
    return [...written, ...(await censusLines(outside))];
  } finally {
    await Promise.all([events.close(), verify.close()]);
    await outside.close();
  }
}

/** A function that takes events leaves the multisite to a sweep, a second later at the soonest. */
const PUT_OFF_MS = 1500;

const CENSUS = 'domains in stage';

/** Sweeps with its own clock, since not every sweep counts the domains. */
async function censusLines(outside: Outside): Promise<LogLines> {
  const engine = await testEngine(outside);
  engine.clock.now = Date.parse('2026-11-22T10:00:00Z');
  for (const domain of ['a.example.com', 'b.example.com', 'c.example.com']) {
    await recordEvent(engine.store, anEvent('domain.created', { domain }), engine.now());
  }
  await keepStatistics(engine);
  await engine.store.close();
  return engine.lines.map((line) => ({ ...line, message: line.msg }));
}
