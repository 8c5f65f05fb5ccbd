import assert from 'node:assert/strict';
import { apply } from '../../../shared/lifecycle/apply.ts';
import { type DomainRecord, triesOf } from '../../../shared/lifecycle/record.ts';
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
import { cert, codes, dns, recordAfter, removing } from './applying.ts';

const seenRight = { at: T0 - DAY, by: 'address' } as const;

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
