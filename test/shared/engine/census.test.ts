import assert from 'node:assert/strict';
import { logCensus } from '../../../shared/engine/census.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { testEngine } from '../../support/engine.ts';
import { anEvent } from '../../support/events.ts';
import { startOutside } from '../../support/outside.ts';

describe('the census', () => {
  const times: [time: string, counted: boolean][] = [
    ['10:00:59', true],
    ['10:01:00', false],
    ['10:14:59', false],
    ['10:15:00', true],
    ['10:45:30', true],
  ];
  for (const [time, counted] of times) {
    it(`at ${time} ${counted ? 'logs how many domains are in each stage' : 'is not due'}`, async () => {
      const outside = await startOutside();
      const engine = await testEngine(outside);
      await recordEvent(engine.store, anEvent('domain.created'), engine.now());
      engine.clock.now = Date.parse(`2026-11-22T${time}Z`);
      await logCensus(engine);
      const lines = engine.lines.map(({ stage, domains }) => [stage, domains]);
      const all = [
        ['checking-dns', 1],
        ['checking-ssl-cert', 0],
        ['done', 0],
        ['done-without-ssl', 0],
        ['failed', 0],
        ['ssl-failed', 0],
      ];
      assert.deepEqual(lines, counted ? all : []);
      await engine.store.close();
      await outside.close();
    });
  }
});
