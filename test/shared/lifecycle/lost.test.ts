import assert from 'node:assert/strict';
import { apply } from '../../../shared/lifecycle/apply.ts';
import type { DomainRecord } from '../../../shared/lifecycle/record.ts';
import type { CertificateFinding, DnsFinding } from '../../../shared/problems/findings.ts';
import {
  aRecord,
  at,
  certificateMissing,
  certificateRight,
  certificateUnseen,
  DAY,
  dnsRight,
  dnsSilent,
  dnsWrong,
  HOUR,
  MINUTE,
  T0,
} from '../../support/records.ts';

const byAddress = { at: T0 - DAY, by: 'address' } as const;
const byProof = { at: T0 - DAY, by: 'proof', proxy: ['203.0.113.9'] } as const;
const live = aRecord({ stage: 'done', seenRight: byAddress });

/** The record after a look that many minutes after T0. */
function lookedAt(
  record: DomainRecord,
  minutes: number,
  seen: DnsFinding | CertificateFinding,
  holdsLiveDomains = false,
): DomainRecord {
  const outcome =
    'visitors' in seen
      ? ({ step: 'check-dns', finding: seen } as const)
      : ({ step: 'check-certificate', finding: seen } as const);
  const circumstances = { ...at(T0 + minutes * MINUTE), holdsLiveDomains };
  return apply(record, outcome, circumstances) ?? assert.fail('forgotten');
}

/** The record after a look at each of these minutes. */
function looking(record: DomainRecord, minutes: readonly number[], seen: DnsFinding) {
  return minutes.reduce((current, minute) => lookedAt(current, minute, seen), record);
}

/** The record after a look at the certificate at each of these minutes, while DNS is right. */
function lookingAtCertificate(
  record: DomainRecord,
  minutes: readonly number[],
  seen: CertificateFinding,
) {
  return minutes.reduce(
    (current, minute) => lookedAt(lookedAt(current, minute, dnsRight), minute, seen),
    record,
  );
}

const every5Minutes = (from: number, to: number) =>
  Array.from({ length: (to - from) / 5 + 1 }, (_, i) => from + 5 * i);

describe('a live domain', () => {
  it('is taken down once all tries over an hour prove that it has left', () => {
    const almost = looking(live, every5Minutes(0, 55), dnsWrong);
    assert.deepEqual([almost.stage, almost.dnsTries, almost.lostSince], ['done', 5, T0]);
    const gone = lookedAt(almost, 60, dnsWrong);
    assert.deepEqual([gone.stage, gone.failedAt], ['failed', T0 + HOUR]);
    assert.equal(gone.history.at(-1)?.reason, 'not right in 5 tries: dns-wrong-address');
  });

  it('is not taken down by fewer tries, however long they took', () => {
    const record = looking(live, [0, 600, 1200, 1800], dnsWrong);
    assert.deepEqual([record.stage, record.dnsTries], ['done', 4]);
    assert.equal(lookedAt(record, 2400, dnsWrong).stage, 'failed');
  });

  it('is looked at at the check interval while that is being proved', () => {
    assert.equal(lookedAt(live, 0, dnsWrong).nextCheckAt, T0 + 5 * MINUTE);
  });

  it('is taken down once all tries over an hour prove its certificate wrong everywhere', () => {
    const almost = lookingAtCertificate(live, every5Minutes(0, 90), certificateMissing);
    assert.deepEqual([almost.stage, almost.certificateTries], ['done', 19]);
    const gone = lookingAtCertificate(almost, [95], certificateMissing);
    assert.equal(gone.stage, 'ssl-failed');
  });

  const elsewhereByAddress: DnsFinding = { ...dnsWrong, visitors: 'elsewhere-unless-proxied' };
  const partly: CertificateFinding = { ...certificateMissing, wrongEverywhere: false };

  for (const [what, record, seen] of [
    ['some visitors get here', live, { ...dnsWrong, visitors: 'here' }],
    ['nobody can say where visitors end up', live, { ...dnsWrong, visitors: 'unknown' }],
    ['nobody answers', live, dnsSilent],
    [
      'it has no proof any more, but was last seen right by one',
      { ...live, seenRight: byProof },
      elsewhereByAddress,
    ],
    [
      'there is another page at a proxy through which it was seen right',
      { ...live, seenRight: byProof },
      { ...dnsWrong, addresses: ['203.0.113.8', ...byProof.proxy] },
    ],
    ['our own check has never seen it right', { ...live, seenRight: null }, dnsWrong],
  ] as const satisfies readonly (readonly [string, DomainRecord, DnsFinding])[]) {
    it(`stays, with the problem told, if ${what}`, () => {
      const after10Days = looking(record, every5Minutes(0, 14_400), seen);
      assert.deepEqual(
        [after10Days.stage, after10Days.dnsTries, after10Days.problems.dns],
        ['done', 0, seen.problems],
      );
      assert.ok((after10Days.nextCheckAt ?? 0) >= T0 + 14_400 * MINUTE + DAY);
    });
  }

  for (const [what, record, seen] of [
    ['it is right at some address', live, partly],
    ['no server answers', live, certificateUnseen],
    ['our own check has never seen it right', { ...live, seenRight: null }, certificateMissing],
  ] as const) {
    it(`stays, with the problem of its certificate told, if ${what}`, () => {
      const after5Days = lookingAtCertificate(record, every5Minutes(0, 7200), seen);
      assert.deepEqual(
        [after5Days.stage, after5Days.certificateTries, after5Days.problems.certificate],
        ['done', 0, seen.problems],
      );
    });
  }

  it('that has left the proxy through which it was seen right is taken down', () => {
    const moved = { ...dnsWrong, addresses: ['203.0.113.8'] };
    const proxied = { ...live, seenRight: byProof };
    assert.equal(looking(proxied, every5Minutes(0, 60), moved).stage, 'failed');
  });

  it('that was last seen right by its addresses is taken down by addresses alone', () => {
    assert.equal(looking(live, every5Minutes(0, 60), elsewhereByAddress).stage, 'failed');
  });

  it('that was seen to be right through a proxy since is not', () => {
    const proxied: DnsFinding = {
      ...dnsRight,
      problems: [{ code: 'dns-proxied', severity: 'note', values: {}, fix: noFix }],
    };
    const seen = lookedAt(lookedAt(live, 0, proxied), 0, certificateRight);
    assert.deepEqual(seen.seenRight, { at: T0, by: 'proof', proxy: dnsRight.addresses });
    assert.equal(looking(seen, every5Minutes(5, 600), elsewhereByAddress).stage, 'done');
  });

  for (const [what, between] of [
    ['was right in between', [dnsRight, certificateRight]],
    ['was seen by some visitors in between', [{ ...dnsWrong, visitors: 'here' }]],
    ['was not answered for in between', [dnsSilent]],
    ['had a wrong certificate in between', [dnsRight, certificateMissing]],
  ] as const) {
    it(`that ${what} needs all tries and the whole hour again`, () => {
      const before = looking(live, every5Minutes(0, 55), dnsWrong);
      const seen = between.reduce<DomainRecord>(
        (record, finding) => lookedAt(record, 57, finding),
        before,
      );
      const again = looking(seen, every5Minutes(60, 115), dnsWrong);
      assert.deepEqual([again.stage, again.lostSince], ['done', T0 + HOUR]);
      assert.equal(lookedAt(again, 120, dnsWrong).stage, 'failed');
    });
  }

  it('whose departure was not seen at one look needs all tries at its certificate again', () => {
    const before = lookingAtCertificate(live, every5Minutes(0, 90), certificateMissing);
    const again = lookingAtCertificate(lookedAt(before, 92, dnsSilent), [95], certificateMissing);
    assert.deepEqual([again.stage, again.certificateTries], ['done', 1]);
  });

  it('does not count tries that an older version counted by other rules', () => {
    const older = aRecord({
      stage: 'done',
      seenRight: byAddress,
      dnsTries: 4,
      certificateTries: 19,
    });
    const seen = lookedAt(older, 0, dnsWrong);
    assert.deepEqual([seen.stage, seen.dnsTries], ['done', 1]);
    const missing = lookingAtCertificate(older, [0], certificateMissing);
    assert.deepEqual([missing.stage, missing.certificateTries], ['done', 1]);
  });

  it('is held while too many would be taken down at once, and looked at again in half an hour', () => {
    const almost = looking(live, every5Minutes(0, 55), dnsWrong);
    const held = lookedAt(almost, 60, dnsWrong, true);
    assert.deepEqual([held.stage, held.nextCheckAt], ['done', T0 + 90 * MINUTE]);
    assert.equal(lookedAt(held, 120, dnsWrong).stage, 'failed');
  });

  it('that serves without a certificate is only taken down by its DNS', () => {
    const withoutSsl = aRecord({ stage: 'done-without-ssl' });
    const seen = lookingAtCertificate(withoutSsl, every5Minutes(0, 200), certificateMissing);
    assert.equal(seen.stage, 'done-without-ssl');
    assert.equal(looking(seen, every5Minutes(205, 265), dnsWrong).stage, 'failed');
  });

  it('that is back is live again, and earlier proofs no longer count', () => {
    const gone = looking(live, every5Minutes(0, 60), dnsWrong);
    const back = lookedAt(lookedAt(gone, 70, dnsRight), 70, certificateRight);
    assert.deepEqual([back.stage, back.lostSince, back.dnsTries], ['done', null, 0]);
  });
});

const noFix = { who: 'nobody', create: [], remove: [], replace: [] } as const;
