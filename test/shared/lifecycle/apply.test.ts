import assert from 'node:assert/strict';
import { apply, type Outcome } from '../../../shared/lifecycle/apply.ts';
import { nextStep } from '../../../shared/lifecycle/next-step.ts';
import { type DomainRecord, problemsOf, triesOf } from '../../../shared/lifecycle/record.ts';
import {
  aRecord,
  at,
  certificate,
  certificateMissing,
  certificateRight,
  certificateUnseen,
  DAY,
  dnsRight,
  dnsSilent,
  dnsWrong,
  HOUR,
  MINUTE,
  SECOND,
  T0,
} from '../../support/records.ts';

const pending = aRecord({ alias: { state: 'pending', retry: { failures: 0, at: T0 } } });
const removing = aRecord({
  alias: { state: 'removing', retry: { failures: 0, at: T0 }, forgetAt: T0 + 31 * DAY },
});
const codes = (record: DomainRecord | undefined) =>
  record && problemsOf(record).map(({ code }) => code);

/** Applies outcomes one after another, each when the record is due for it. */
function recordAfter(record: DomainRecord, ...outcomes: Outcome[]): DomainRecord {
  return outcomes.reduce((current, outcome) => {
    const now = Math.max(T0, current.nextCheckAt ?? T0);
    return apply(current, outcome, at(now)) ?? assert.fail('forgotten');
  }, record);
}

const seenRight = { at: T0 - DAY, by: 'address' } as const;
const dns = (finding: typeof dnsRight): Outcome => ({ step: 'check-dns', finding });
const cert = (finding: typeof certificateRight): Outcome => ({
  step: 'check-certificate',
  finding,
});

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

describe('a record after its checks', () => {
  it('stays due for the certificate once DNS is right', () => {
    const record = recordAfter(aRecord(), dns(dnsRight));
    assert.deepEqual([record.stage, record.nextCheckAt], ['checking-ssl-cert', T0]);
    assert.deepEqual(record.seen, { addresses: ['203.0.113.7'], at: T0, begunAt: T0 });
  });

  it('is looked at again after the check interval from when the look was begun', () => {
    const begun = { ...at(T0 + 9 * SECOND), begunAt: T0 };
    const pointing = apply(aRecord(), dns(dnsRight), begun);
    assert.ok(pointing);
    const looked = apply(pointing, cert(certificateMissing), {
      ...at(T0 + 20 * SECOND),
      begunAt: T0 + 10 * SECOND,
    });
    assert.deepEqual([looked?.lastCheckedAt, looked?.nextCheckAt], [T0, T0 + 5 * MINUTE]);
    const wrong = apply(aRecord(), dns(dnsWrong), begun);
    assert.deepEqual([wrong?.lastCheckedAt, wrong?.nextCheckAt], [T0, T0 + 5 * MINUTE]);
  });

  it('is looked at again after the check interval while it has tries left', () => {
    const record = recordAfter(aRecord(), dns(dnsWrong));
    assert.deepEqual(
      [record.stage, record.dnsTries, record.nextCheckAt, record.lastCheckedAt],
      ['checking-dns', 1, T0 + 5 * MINUTE, T0],
    );
    assert.deepEqual(codes(record), ['dns-wrong-address']);
  });

  it('has failed after the fifth look at DNS in vain, and says why', () => {
    const looks = Array.from({ length: 5 }, () => dns(dnsWrong));
    const record = recordAfter(aRecord(), ...looks);
    assert.deepEqual([record.stage, triesOf(record)], ['failed', 5]);
    assert.deepEqual(record.history.at(-1), {
      at: T0 + 20 * MINUTE,
      from: 'checking-dns',
      to: 'failed',
      reason: 'not right in 5 tries: dns-wrong-address',
    });
    assert.equal(recordAfter(aRecord(), ...looks.slice(1)).stage, 'checking-dns');
  });

  it('has failed after the twentieth look at the certificate in vain', () => {
    const looks = Array.from({ length: 20 }, () => [dns(dnsRight), cert(certificateMissing)]);
    const record = recordAfter(aRecord(), ...looks.flat());
    assert.deepEqual([record.stage, triesOf(record)], ['ssl-failed', 20]);
    const before = recordAfter(aRecord(), ...looks.slice(1).flat());
    assert.deepEqual([before.stage, triesOf(before)], ['checking-ssl-cert', 19]);
  });

  it('is looked at some time within the day once it is live, and then once a day', () => {
    const looked = (record: DomainRecord, random: number) => {
      const drawn = { ...at(T0), random: () => random };
      const pointing = apply(record, dns(dnsRight), drawn);
      assert.ok(pointing);
      const live = apply(pointing, cert(certificateRight), drawn);
      assert.ok(live);
      return live;
    };
    const waits = (record: DomainRecord) =>
      [0, 0.5, 0.999].map((random) => {
        return Math.round(((looked(record, random).nextCheckAt ?? 0) - T0) / HOUR);
      });
    assert.deepEqual(waits(aRecord()), [1, 13, 24]);
    assert.deepEqual(waits(aRecord({ stage: 'done' })), [1, 13, 24], 'found live');
    assert.deepEqual(waits(looked(aRecord(), 0)), [24, 24, 23]);
  });

  it('is done with a valid certificate, and looked at again within a day', () => {
    const record = recordAfter(aRecord(), dns(dnsRight), cert(certificateRight));
    assert.deepEqual(
      [record.stage, record.nextCheckAt, triesOf(record)],
      ['done', T0 + 12.5 * HOUR, 0],
    );
    assert.deepEqual(record.certificate, certificate);
    assert.deepEqual(
      record.history.map(({ from, to, reason }) => [from, to, reason]),
      [
        ['checking-dns', 'checking-ssl-cert', 'DNS points at the network'],
        ['checking-ssl-cert', 'done', 'the certificate is valid'],
      ],
    );
  });

  it('has used up no tries once its certificate is valid, whatever was counted before', () => {
    const counted = aRecord({
      stage: 'checking-ssl-cert',
      dnsTries: 2,
      certificateTries: 3,
      looksInVain: 4,
      lostSince: T0 - HOUR,
    });
    const { dnsTries, certificateTries, looksInVain, lostSince } = recordAfter(
      counted,
      cert(certificateRight),
    );
    assert.deepEqual([dnsTries, certificateTries, looksInVain, lostSince], [0, 0, 0, null]);
  });

  it('that failed is looked at ever more rarely, to once a day, for 30 days', () => {
    let record = recordAfter(aRecord(), ...Array.from({ length: 5 }, () => dns(dnsWrong)));
    const failedAt = record.lastCheckedAt ?? 0;
    const waits: number[] = [];
    while (record.nextCheckAt !== null) {
      waits.push(record.nextCheckAt - (record.lastCheckedAt ?? 0));
      record = recordAfter(record, dns(dnsWrong));
    }
    assert.deepEqual(
      waits.slice(0, 9),
      [10, 20, 40, 80, 160, 320, 640, 1280, 1440].map((minutes) => minutes * MINUTE),
    );
    assert.deepEqual(new Set(waits.slice(8)), new Set([DAY]));
    const lookedFor = (record.lastCheckedAt ?? 0) - failedAt;
    assert.ok(lookedFor > 29 * DAY && lookedFor <= 30 * DAY);
    assert.equal(record.stage, 'failed');
  });

  it('that failed gets the site working without help, once DNS is corrected', () => {
    const failed = recordAfter(aRecord(), ...Array.from({ length: 7 }, () => dns(dnsWrong)));
    const record = recordAfter(
      failed,
      dns(dnsRight),
      cert(certificateMissing),
      dns(dnsRight),
      cert(certificateRight),
    );
    assert.deepEqual([record.stage, record.failedAt, record.looksInVain], ['done', null, 0]);
  });

  it('that is done is never taken back because nobody answered, and is looked at more rarely', () => {
    const done = aRecord({ stage: 'done', seenRight });
    const unanswered = Array.from({ length: 6 }, () => [dns(dnsSilent)]);
    const unseen = Array.from({ length: 30 }, () => [dns(dnsRight), cert(certificateUnseen)]);
    const record = recordAfter(done, ...unanswered.flat(), ...unseen.flat());
    assert.equal(record.stage, 'done');
    assert.equal((record.nextCheckAt ?? 0) - (record.lastCheckedAt ?? 0), DAY);
    assert.deepEqual(codes(record), ['tls-unreachable']);
  });

  describe('that uses up no try', () => {
    for (const [what, usesNoTry, waitMs] of [
      ['is looked at again after the check interval', {}, 5 * MINUTE],
      ['is looked at again once the old answer has expired', { ttlSeconds: 600 }, 631 * SECOND],
      ['is looked at again so even before the check interval', { ttlSeconds: 20 }, 21 * SECOND],
      ['is looked at again within a day', { ttlSeconds: 604_800 }, DAY],
    ] as const) {
      it(what, () => {
        const record = recordAfter(aRecord(), dns(dnsRight), dns({ ...dnsSilent, usesNoTry }));
        assert.deepEqual(
          [record.stage, triesOf(record), record.nextCheckAt],
          ['checking-ssl-cert', 0, T0 + waitMs],
        );
      });
    }

    it('never fails, and a change that does not arrive is waited for ever more rarely', () => {
      const looks = Array.from({ length: 20 }, () =>
        dns({ ...dnsSilent, usesNoTry: { ttlSeconds: 20 } }),
      );
      const record = recordAfter(aRecord(), ...looks);
      assert.deepEqual([record.stage, triesOf(record)], ['checking-dns', 0]);
      assert.equal((record.nextCheckAt ?? 0) - (record.lastCheckedAt ?? 0), DAY);
    });

    it('takes none of the tries away that were used up before', () => {
      const looks = [dns(dnsWrong), dns({ ...dnsSilent, usesNoTry: {} }), dns(dnsWrong)];
      assert.equal(triesOf(recordAfter(aRecord(), ...looks)), 2);
    });
  });

  it('lists a wrong certificate no longer once DNS is wrong: that follows from it', () => {
    const record = recordAfter(aRecord(), dns(dnsRight), cert(certificateMissing), dns(dnsWrong));
    assert.deepEqual(codes(record), ['dns-wrong-address']);
  });

  it('keeps counting its tries at the certificate when DNS goes wrong and right again', () => {
    const flapping = [dns(dnsRight), cert(certificateMissing), dns(dnsWrong)];
    const record = recordAfter(aRecord(), ...flapping, ...flapping, dns(dnsRight));
    assert.deepEqual([record.stage, record.certificateTries], ['checking-ssl-cert', 2]);
  });

  it('is left alone if it was unmapped meanwhile', () => {
    assert.equal(apply(removing, dns(dnsRight), at(T0)), removing);
    assert.equal(apply(removing, cert(certificateRight), at(T0)), removing);
  });

  it('keeps the latest fifty stage changes', () => {
    const flapping = [dns(dnsRight), dns(dnsWrong)];
    const record = recordAfter(aRecord(), ...Array.from({ length: 60 }, () => flapping).flat());
    assert.equal(record.history.length, 50);
    assert.equal(record.history.at(-1)?.to, 'checking-dns');
  });
});

describe('a record whose report', () => {
  const report = { step: 'report', stage: 'done', siteId: 12, domainId: 34 } as const;

  it('succeeded has reported its stage', () => {
    const record = aRecord({ stage: 'done' });
    const told = apply(record, { ...report, result: 'told' }, at(T0));
    assert.equal(told?.reportedStage, 'done');
  });

  it('was of a stage that it has left meanwhile still has to report the current one', () => {
    const record = aRecord({ stage: 'failed', reportedStage: 'checking-ssl-cert' });
    const told = apply(record, { ...report, result: 'told' }, at(T0)) ?? assert.fail();
    assert.equal(told.reportedStage, 'done');
    const next = nextStep(told, T0);
    assert.deepEqual(next, { type: 'report', stage: 'failed', previousStage: 'done' });
  });

  it('was for another record of the multisite does not count for this one', () => {
    for (const change of [{ domainId: 35 }, { siteId: 13 }]) {
      const record = aRecord({ stage: 'done', ...change });
      assert.equal(apply(record, { ...report, result: 'told' }, at(T0)), record);
    }
  });

  it('that may have been accepted is followed by the newer stage, although that was reported before', () => {
    const failed = { ...report, stage: 'failed', result: 'failed' } as const;
    const before = aRecord({ stage: 'failed', reportedStage: 'done' });
    const inDoubt = apply(before, failed, at(T0)) ?? assert.fail();
    const recovered: DomainRecord = { ...inDoubt, stage: 'done' };
    const step = nextStep(recovered, T0 + MINUTE);
    assert.deepEqual(step, { type: 'report', stage: 'done', previousStage: 'failed' });
    const told = apply(recovered, { ...report, result: 'told' }, at(T0 + MINUTE));
    assert.deepEqual([told?.reportedStage, told?.doubts.reporting], ['done', null]);
    const unknown = apply(recovered, { ...report, result: 'failed' }, at(T0 + MINUTE));
    assert.equal(unknown?.doubts.reporting, 'failed');
  });

  it('failed is reported again, later and later', () => {
    const failed = { ...report, result: 'failed' } as const;
    const once = apply(aRecord({ stage: 'done' }), failed, at(T0));
    const twice = once && apply(once, failed, at(T0));
    assert.deepEqual(once?.report, { failures: 1, at: T0 + 22.5 * SECOND });
    assert.deepEqual(twice?.report, { failures: 2, at: T0 + 45 * SECOND });
    assert.equal(twice?.reportedStage, 'checking-dns');
  });
});

describe('a record at the end of its time', () => {
  const removed = aRecord({ alias: { state: 'removed', forgetAt: T0 } });

  it('is forgotten', () => {
    assert.equal(apply(removed, { step: 'forget' }, at(T0)), undefined);
  });

  it('is kept if it was mapped again meanwhile, or its time has not come', () => {
    assert.equal(apply(pending, { step: 'forget' }, at(T0)), pending);
    assert.equal(apply(removed, { step: 'forget' }, at(T0 - 1)), removed);
  });
});
