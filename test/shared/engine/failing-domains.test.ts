import assert from 'node:assert/strict';
import { advanceRecorded } from '../../../shared/engine/advance-event.ts';
import type { Engine } from '../../../shared/engine/engine.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { EVERY_MINUTE, sweep } from '../../../shared/engine/sweep.ts';
import { anEvent } from '../../support/events.ts';
import { MINUTE, T0 } from '../../support/records.ts';
import { worldInMemory } from '../../support/world-in-memory.ts';

const never = new AbortController().signal;

describe('domains for which Closte always fails', () => {
  it('delay a new domain by no more than a few pauses', async () => {
    const world = await worldInMemory(T0);
    const { clock, engine } = world;
    const addedAt = new Map<string, number>();
    const { aliasHost } = engine.effects;
    const failing: Engine = {
      ...engine,
      random: drawn(),
      effects: {
        ...engine.effects,
        aliasHost: {
          ...aliasHost,
          async add(domain, signal) {
            if (!domain.startsWith('failing')) {
              addedAt.set(domain, clock.now);
              return aliasHost.add(domain, signal);
            }
            const reason = 'HTTP 500';
            return { kind: 'failed', reason, retryAfterMs: undefined, isOfHost: true };
          },
        },
      },
    };
    const map = async (domain: string) => {
      const event = anEvent('domain.created', {
        domain,
        occurredAt: new Date(clock.now).toISOString(),
      });
      const { domains } = await recordEvent(engine.store, event, clock.now);
      await advanceRecorded(failing, domains, never);
    };
    for (let n = 0; n < 5; n += 1) await map(`failing${n}.example.com`);
    const mappedAt = new Map<string, number>();
    for (let minute = 0; minute < 6 * 60; minute += 1) {
      clock.now = Math.max(clock.now, T0 + minute * MINUTE);
      if (minute >= 120 && minute < 300 && minute % 10 === 3) {
        const domain = `new${minute}.example.com`;
        mappedAt.set(domain, clock.now);
        await map(domain);
      }
      await sweep(failing, EVERY_MINUTE, never);
    }
    const waits = [...mappedAt].map(
      ([domain, at]) => ((addedAt.get(domain) ?? Number.POSITIVE_INFINITY) - at) / MINUTE,
    );
    assert.equal(waits.length, 18);
    assert.ok(Math.max(...waits) <= 15, `minutes: ${waits.join(', ')}`);
  });
});

/** Pseudo-random numbers, the same in every run. */
function drawn(): () => number {
  let last = 1;
  return () => {
    last = (last * 16_807) % 2_147_483_647;
    return last / 2_147_483_647;
  };
}
