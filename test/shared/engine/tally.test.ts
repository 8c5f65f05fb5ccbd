import assert from 'node:assert/strict';
import { secondsToLive, talliedOf } from '../../../shared/engine/tally.ts';
import type { Outcome } from '../../../shared/lifecycle/apply.ts';
import type { DomainRecord } from '../../../shared/lifecycle/record.ts';
import { aRecord, MINUTE, SECOND, T0 } from '../../support/records.ts';

const failed = { kind: 'failed', reason: 'HTTP 500', retryAfterMs: undefined } as const;

describe('the tally of a step', () => {
  const rules: [what: string, outcome: Outcome, errors: number][] = [
    ['Closte fails to add an alias', { step: 'add-alias', result: failed }, 1],
    ['Closte refuses the key', { step: 'remove-alias', result: { kind: 'unauthorized' } }, 1],
    ['Closte takes it', { step: 'add-alias', result: { kind: 'done' } }, 0],
    [
      'Closte refuses the domain',
      { step: 'add-alias', result: { kind: 'refused', reason: 'x' } },
      0,
    ],
    [
      'Closte cannot be asked for a certificate',
      { step: 'request-certificate', result: 'failed' },
      0,
    ],
  ];
  for (const [what, outcome, errors] of rules) {
    it(`counts ${errors} of Closte's errors when ${what}`, () => {
      assert.equal(talliedOf(outcome, undefined).closteErrors, errors);
    });
  }
});

describe('the time that a domain took to go live', () => {
  const change = (to: DomainRecord['stage'], at: number) =>
    ({ at, from: 'checking-dns', to, reason: '' }) as const;
  const rules: [
    what: string,
    before: Partial<DomainRecord>,
    stage: DomainRecord['stage'],
    seconds: number | undefined,
  ][] = [
    ['is that since its event', { stage: 'checking-ssl-cert' }, 'done', 60],
    ['is none before it is done', { stage: 'checking-dns' }, 'checking-ssl-cert', undefined],
    ['is none while it stays done', { stage: 'done' }, 'done', undefined],
    [
      'is none when it is done once more',
      { stage: 'failed', history: [change('done', T0 + SECOND)] },
      'done',
      undefined,
    ],
    [
      'counts again when it is mapped again',
      { stage: 'failed', history: [change('done', T0 - SECOND)] },
      'done',
      60,
    ],
  ];
  for (const [what, before, stage, seconds] of rules) {
    it(what, () => {
      const record = aRecord(before);
      assert.equal(secondsToLive(record, { ...record, stage }, T0 + MINUTE), seconds);
    });
  }
});
