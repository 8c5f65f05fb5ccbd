import assert from 'node:assert/strict';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { EVERY_MINUTE, sweep } from '../../../shared/engine/sweep.ts';
import type { AliasOutcome } from '../../../shared/lifecycle/apply-alias.ts';
import { share } from '../../support/effort.ts';
import { type TestEngine, testEngine, waitingLast } from '../../support/engine.ts';
import { anEvent } from '../../support/events.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import {
  aRecord,
  certificateRight,
  dnsRight,
  dnsWrong,
  HOUR,
  MINUTE,
} from '../../support/records.ts';

const never = new AbortController().signal;

const PENDING = share(1000, 100);
const HOURS = share(24, 8);
const CHECKED = 5;
const OUTAGE = 6 * HOUR;

const outages: [what: string, outcome: AliasOutcome, mostCalls: number][] = [
  [
    'is down',
    { kind: 'failed', reason: 'HTTP 503', retryAfterMs: undefined, isOfHost: true },
    // Five, three while the pauses grow, then one every five minutes and some seconds.
    80,
  ],
  ['refuses the key', { kind: 'unauthorized' }, 75],
  [
    'asks to wait for ten minutes',
    { kind: 'failed', reason: 'HTTP 429', retryAfterMs: 10 * MINUTE, isOfHost: true },
    40,
  ],
];

describe(`${HOURS} hours with ${PENDING} pending domains`, () => {
  let outside: Outside;
  let engine: TestEngine;
  beforeEach(async () => {
    outside = await startOutside();
    engine = await testEngine(outside, { DNS_MAX_TRIES: '1000', LOG_LEVEL: 'silent' });
  });
  afterEach(async () => {
    await engine.store.close();
    await outside.close();
  });

  for (const [what, outcome, mostCalls] of outages) {
    it(`of which Closte ${what} for six hours`, async () => {
      const begunAt = engine.clock.now;
      const isOut = () => engine.clock.now < begunAt + OUTAGE;
      let calls = 0;
      let underWay = 0;
      let mostUnderWay = 0;
      const add = async (): Promise<AliasOutcome> => {
        calls += 1;
        underWay += 1;
        mostUnderWay = Math.max(mostUnderWay, underWay);
        await new Promise((later) => setImmediate(later));
        underWay -= 1;
        return isOut() ? outcome : { kind: 'done' };
      };
      const looks = new Map<string, number>();
      const { openPass, aliasHost } = engine.effects;
      const checkDns = async (domain: string) => {
        looks.set(domain, (looks.get(domain) ?? 0) + 1);
        return domain.startsWith('known') ? { ...dnsWrong, usesNoTry: {} } : dnsRight;
      };
      const checkCertificate = async () => certificateRight;
      engine = {
        ...engine,
        wait: waitingLast(engine),
        effects: {
          ...engine.effects,
          aliasHost: { ...aliasHost, add, requestCertificate: async () => 'asked' },
          openPass: () => ({ ...openPass(), checkDns, checkCertificate }),
        },
      };
      for (let n = 0; n < PENDING; n += 1) {
        const event = anEvent('domain.created', { domain: `new-${n}.example.com` });
        await recordEvent(engine.store, event, begunAt);
      }
      const checked = Array.from({ length: CHECKED }, (_, n) =>
        parseDomainName(`known-${n}.example.com`),
      );
      for (const domain of checked) {
        await engine.store.update(domain, 12, () => aRecord({ domain, nextCheckAt: begunAt }));
      }

      let callsWhileOut = 0;
      let recoveredAfter: number | undefined;
      for (let minute = 0; minute < HOURS * 60; minute += 1) {
        engine.clock.now = Math.max(engine.clock.now, begunAt + minute * MINUTE);
        await sweep(engine, EVERY_MINUTE, never);
        if (isOut()) callsWhileOut = calls;
        else if (recoveredAfter === undefined && calls - callsWhileOut >= PENDING) {
          recoveredAfter = minute - OUTAGE / MINUTE;
        }
      }

      assert.ok(callsWhileOut <= mostCalls, `${callsWhileOut} calls while it was out`);
      assert.ok(mostUnderWay <= 8, `${mostUnderWay} at a time`);
      assert.ok(recoveredAfter !== undefined && recoveredAfter <= 20, `${recoveredAfter} minutes`);
      const { records } = await engine.store.list({ limit: PENDING + CHECKED });
      assert.deepEqual(new Set(records.map(({ alias }) => alias.state)), new Set(['added']));
      for (const domain of checked) {
        const waitSeconds = (HOURS * 3600) / (looks.get(domain) ?? 0);
        assert.ok(Math.abs(waitSeconds - 300) <= 30, `looked at every ${waitSeconds} s`);
      }
    });
  }
});
