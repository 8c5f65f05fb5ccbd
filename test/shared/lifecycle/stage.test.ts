import assert from 'node:assert/strict';
import { apply } from '../../../shared/lifecycle/apply.ts';
import { STAGES, type Stage } from '../../../shared/lifecycle/stage.ts';
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
  T0,
} from '../../support/records.ts';

const findings = {
  right: dnsRight,
  wrong: dnsWrong,
  silent: dnsSilent,
  valid: certificateRight,
  missing: certificateMissing,
  unseen: certificateUnseen,
} as const;

type Seen = keyof typeof findings;

/** The stage after a look, with that many tries behind it. */
function stageAfter(stage: Stage, seen: Seen, tries: number): Stage | undefined {
  const record = aRecord({
    stage,
    dnsTries: tries,
    certificateTries: tries,
    seenRight: { at: T0 - DAY, by: 'address' },
    lostSince: T0 - HOUR,
  });
  const outcome =
    seen === 'right' || seen === 'wrong' || seen === 'silent'
      ? ({ step: 'check-dns', finding: findings[seen] } as const)
      : ({ step: 'check-certificate', finding: findings[seen] } as const);
  return apply(record, outcome, at(T0))?.stage;
}

describe('the stage of a domain', () => {
  const dns: [from: Stage, right: Stage, wrong: Stage, lastTry: Stage, silentLastTry: Stage][] = [
    ['checking-dns', 'checking-ssl-cert', 'checking-dns', 'failed', 'failed'],
    ['checking-ssl-cert', 'checking-ssl-cert', 'checking-dns', 'failed', 'failed'],
    ['done', 'done', 'done', 'failed', 'done'],
    ['done-without-ssl', 'done-without-ssl', 'done-without-ssl', 'failed', 'done-without-ssl'],
    ['failed', 'checking-ssl-cert', 'failed', 'failed', 'failed'],
    ['ssl-failed', 'ssl-failed', 'ssl-failed', 'failed', 'failed'],
  ];
  for (const [from, right, wrong, lastTry, silentLastTry] of dns) {
    it(`after a look at DNS, from ${from}`, () => {
      assert.deepEqual(
        {
          right: stageAfter(from, 'right', 0),
          wrong: stageAfter(from, 'wrong', 0),
          silent: stageAfter(from, 'silent', 0),
          lastTry: stageAfter(from, 'wrong', 4),
          silentLastTry: stageAfter(from, 'silent', 4),
        },
        { right, wrong, silent: wrong, lastTry, silentLastTry },
      );
    });
  }

  const ssl: [from: Stage, missing: Stage, lastTry: Stage, unseenLastTry: Stage][] = [
    ['checking-ssl-cert', 'checking-ssl-cert', 'ssl-failed', 'ssl-failed'],
    ['done', 'done', 'ssl-failed', 'done'],
    ['done-without-ssl', 'done-without-ssl', 'done-without-ssl', 'done-without-ssl'],
    ['ssl-failed', 'ssl-failed', 'ssl-failed', 'ssl-failed'],
  ];
  for (const [from, missing, lastTry, unseenLastTry] of ssl) {
    it(`after a look at the certificate, from ${from}`, () => {
      assert.deepEqual(
        {
          missing: stageAfter(from, 'missing', 0),
          unseen: stageAfter(from, 'unseen', 0),
          lastTry: stageAfter(from, 'missing', 19),
          unseenLastTry: stageAfter(from, 'unseen', 19),
        },
        { missing, unseen: missing, lastTry, unseenLastTry },
      );
    });
  }

  it('is done after a valid certificate, wherever it came from', () => {
    for (const from of STAGES) assert.equal(stageAfter(from, 'valid', 3), 'done');
  });
});
