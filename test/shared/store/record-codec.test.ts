import assert from 'node:assert/strict';
import { nextStep } from '../../../shared/lifecycle/next-step.ts';
import { decodeRecord, mendRecord } from '../../../shared/store/record-codec.ts';
import { aRecord, DAY, shop, T0 } from '../../support/records.ts';
import { fullRecord } from './contract/stored.ts';

describe('a record in a store', () => {
  it('is read as it was written', () => {
    assert.deepEqual(decodeRecord(fullRecord.domain, JSON.stringify(fullRecord)), fullRecord);
  });

  it('may be of a version that wrote nothing to the multisite; its stage is then written', () => {
    const record = aRecord({ stage: 'done', reportedStage: 'done', nextCheckAt: T0 + DAY });
    const { hasDomainRecord: _, writtenStage: __, write: ___, ...older } = record;
    const read = decodeRecord(shop, older);
    assert.deepEqual(read, {
      ...older,
      hasDomainRecord: false,
      writtenStage: null,
      write: { failures: 0, at: 0 },
    });
    assert.equal(nextStep(read, T0).type, 'write-stage');
  });

  it('may be of a version that did not note which checks were right; it then takes nothing down', () => {
    const record = aRecord({ stage: 'done', seenRight: { at: T0, by: 'address' }, lostSince: T0 });
    const { seenRight: _, lostSince: __, ...older } = record;
    assert.deepEqual(decodeRecord(shop, older), { ...older, seenRight: null, lostSince: null });
  });

  it('may be of a version that remembered no milestones, or knows others', () => {
    const { milestones: _, ...older } = aRecord();
    assert.deepEqual(decodeRecord(shop, older), { ...older, milestones: [] });
    const later = { ...older, milestones: [{ what: 'sold', at: T0 }] };
    assert.deepEqual(decodeRecord(shop, later), { ...older, milestones: [] });
  });

  it('may be of a version that stored the texts of problems, which are shown until the next check', () => {
    const said = {
      code: 'dns-wrong-address',
      severity: 'error',
      message: 'shop.example.com points at 198.51.100.9, which is not this network.',
      remedy: 'Change the A record of shop.example.com from 198.51.100.9 to 203.0.113.7',
    } as const;
    const record = aRecord({ problems: { closte: [], dns: [said], certificate: [] } });
    assert.deepEqual(decodeRecord(shop, JSON.stringify(record)).problems.dns, [said]);
  });

  it('is damaged by a time that the calendar does not have', () => {
    assert.throws(
      () => decodeRecord(shop, aRecord({ nextCheckAt: 1e16 })),
      /shop\.example\.com is damaged at nextCheckAt: not a time/,
    );
  });

  describe('with one damaged field', () => {
    /** The essential fields, which decide what is done with the domain. */
    const decisive = ['domain', 'siteId', 'alias', 'decidedBy', 'stage', 'reportedStage'];
    for (const field of Object.keys(fullRecord)) {
      const isMended = !decisive.includes(field);
      it(`${isMended ? 'keeps all the others' : 'is of no use'} if that is ${field}`, () => {
        const damaged = { ...fullRecord, [field]: { odd: true } };
        const mended = mendRecord(fullRecord.domain, damaged);
        if (!isMended) return assert.equal(mended, undefined);
        assert.ok(mended);
        assert.deepEqual({ ...mended, [field]: null }, { ...fullRecord, [field]: null });
      });
    }
  });
});
