import assert from 'node:assert/strict';
import { nextStep } from '../../../shared/lifecycle/next-step.ts';
import { decodeRecord } from '../../../shared/store/record-codec.ts';
import { aRecord, DAY, shop, T0 } from '../../support/records.ts';
import { fullRecord } from './contract/stored.ts';

describe('what a store holds', () => {
  it('is read as it was written', () => {
    assert.deepEqual(decodeRecord(fullRecord.domain, JSON.stringify(fullRecord)), fullRecord);
  });

  it('may be of a version that wrote nothing to the multisite, and is written then', () => {
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

  it('may be of a version that did not know what it had seen right: then it takes nothing down', () => {
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

  it('may be of a version that stored what problems say, and says it until the next check', () => {
    const said = {
      code: 'dns-wrong-address',
      severity: 'error',
      message: 'shop.example.com points at 198.51.100.9, which is not this network.',
      remedy: 'Change the A record of shop.example.com from 198.51.100.9 to 203.0.113.7',
    } as const;
    const record = aRecord({ problems: { closte: [], dns: [said], certificate: [] } });
    assert.deepEqual(decodeRecord(shop, JSON.stringify(record)).problems.dns, [said]);
  });
});
