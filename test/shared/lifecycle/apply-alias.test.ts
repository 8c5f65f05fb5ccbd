import assert from 'node:assert/strict';
import { apply, type Outcome } from '../../../shared/lifecycle/apply.ts';
import { nextStep } from '../../../shared/lifecycle/next-step.ts';
import { aRecord, at, DAY, HOUR, MINUTE, SECOND, T0 } from '../../support/records.ts';
import { codes, pending, removing } from './applying.ts';

describe('a record after Closte', () => {
  it('added the alias', () => {
    const record = apply(pending, { step: 'add-alias', result: { kind: 'done' } }, at(T0));
    assert.deepEqual(record?.alias, { state: 'added' });
    assert.deepEqual(codes(record), []);
  });

  it('refused the domain goes on to its checks with a warning', () => {
    const result = { kind: 'refused', reason: 'Invalid or empty domain' } as const;
    const record = apply(pending, { step: 'add-alias', result }, at(T0));
    assert.deepEqual(record?.alias, { state: 'rejected' });
    assert.deepEqual(codes(record), ['closte-refused-domain']);
    assert.equal(record && nextStep(record, T0).type, 'check-dns');
  });

  const failures: [
    what: string,
    outcome: Extract<Outcome, { step: 'add-alias' }>['result'],
    waitMs: number,
    code: string,
  ][] = [
    [
      'failed',
      { kind: 'failed', reason: 'HTTP 500', retryAfterMs: undefined },
      22.5 * SECOND,
      'closte-unavailable',
    ],
    [
      'asked to come back later',
      { kind: 'failed', reason: 'too many', retryAfterMs: HOUR },
      HOUR,
      'closte-unavailable',
    ],
    [
      'asked to come back sooner than we do',
      { kind: 'failed', reason: 'too many', retryAfterMs: 1 },
      22.5 * SECOND,
      'closte-unavailable',
    ],
    ['refused the key', { kind: 'unauthorized' }, 22.5 * SECOND, 'closte-unauthorized'],
  ];
  for (const [what, result, waitMs, code] of failures) {
    it(`${what} waits and tries again`, () => {
      const added = apply(pending, { step: 'add-alias', result }, at(T0));
      assert.deepEqual(added?.alias, {
        state: 'pending',
        retry: { failures: 1, at: T0 + waitMs },
      });
      assert.deepEqual(codes(added), [code]);
      const removed = apply(removing, { step: 'remove-alias', result }, at(T0));
      assert.deepEqual(removed?.alias, {
        state: 'removing',
        retry: { failures: 1, at: T0 + waitMs },
        forgetAt: T0 + 31 * DAY,
      });
      assert.deepEqual(codes(removed), [code]);
    });
  }

  it('never runs out of tries', () => {
    const retry = { failures: 10_000, at: T0 };
    const record = apply(
      aRecord({ alias: { state: 'pending', retry } }),
      { step: 'add-alias', result: { kind: 'failed', reason: 'what?', retryAfterMs: undefined } },
      at(T0),
    );
    assert.deepEqual(record?.alias, {
      state: 'pending',
      retry: { failures: 10_001, at: T0 + 0.75 * HOUR },
    });
  });

  it('that fails for any domain is tried again within minutes, however often it failed', () => {
    const alias = { state: 'pending', retry: { failures: 10_000, at: T0 } } as const;
    for (const result of [
      { kind: 'unauthorized' },
      { kind: 'failed', reason: 'HTTP 500', retryAfterMs: undefined, isOfHost: true },
    ] as const) {
      const record = apply(aRecord({ alias }), { step: 'add-alias', result }, at(T0));
      assert.partialDeepStrictEqual(record?.alias, { retry: { at: T0 + 3 * MINUTE } });
    }
  });

  describe('that was put off', () => {
    const until = T0 + 9 * SECOND;
    const pause = { cause: 'failing', reason: 'HTTP 500' } as const;

    it('is tried again then, and does not count as a failure', () => {
      const retry = { failures: 3, at: T0 };
      const result = { kind: 'put-off', until } as const;
      const adding = aRecord({ alias: { state: 'pending', retry } });
      assert.deepEqual(apply(adding, { step: 'add-alias', result }, at(T0)), {
        ...adding,
        alias: { state: 'pending', retry: { failures: 3, at: until } },
      });
      const later = apply(removing, { step: 'remove-alias', result }, at(T0));
      assert.partialDeepStrictEqual(later?.alias, { state: 'removing', retry: { at: until } });
    });

    it('because all calls pause is tried again behind those that have failed less often', () => {
      const triedAt = (failures: number) => {
        const adding = aRecord({ alias: { state: 'pending', retry: { failures, at: T0 } } });
        const result = { kind: 'put-off', until, pause } as const;
        const after = apply(adding, { step: 'add-alias', result }, at(T0));
        return after && 'retry' in after.alias ? after.alias.retry.at - until : undefined;
      };
      assert.deepEqual(
        [0, 1, 2, 10, 1000].map(triedAt),
        [0, 6, 12, 60, 60].map((s) => s * SECOND),
      );
    });

    it('because all calls pause says why', () => {
      const adding = aRecord({ alias: { state: 'pending', retry: { failures: 0, at: T0 } } });
      const told = (cause: typeof pause | { cause: 'unauthorized'; reason: string }) => {
        const result = { kind: 'put-off', until, pause: cause } as const;
        const record = apply(adding, { step: 'add-alias', result }, at(T0));
        assert.ok(record);
        return codes(record);
      };
      assert.deepEqual(told(pause), ['closte-unavailable']);
      assert.deepEqual(told({ cause: 'unauthorized', reason: '' }), ['closte-unauthorized']);
    });

    it('is a certificate that is asked for then', () => {
      const result = { kind: 'put-off', until } as const;
      const record = apply(aRecord(), { step: 'request-certificate', result }, at(T0));
      assert.equal(record?.certificateRequestAt, until);
    });
  });

  it('removed the alias, or says that it has no such domain', () => {
    for (const result of [{ kind: 'done' }, { kind: 'refused', reason: 'no' }] as const) {
      const record = apply(removing, { step: 'remove-alias', result }, at(T0));
      assert.deepEqual(record?.alias, { state: 'removed', forgetAt: T0 + 31 * DAY });
    }
  });

  it('added a domain that was unmapped meanwhile still has it removed', () => {
    const outcome = { step: 'add-alias', result: { kind: 'done' } } as const;
    assert.equal(apply(removing, outcome, at(T0)), removing);
  });

  it('removed a domain that was mapped again meanwhile still has it added', () => {
    const outcome = { step: 'remove-alias', result: { kind: 'done' } } as const;
    assert.equal(apply(pending, outcome, at(T0)), pending);
  });

  it('was asked for the certificate does not ask again for a day, or asks soon if that failed', () => {
    const asked = apply(aRecord(), { step: 'request-certificate', result: 'asked' }, at(T0));
    assert.equal(asked?.certificateRequestAt, T0 + DAY);
    const failed = apply(aRecord(), { step: 'request-certificate', result: 'failed' }, at(T0));
    assert.equal(failed?.certificateRequestAt, T0 + 0.75 * HOUR);
  });
});
