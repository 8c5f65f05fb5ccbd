import assert from 'node:assert/strict';
import type { Milestone } from '../../../shared/lifecycle/milestone.ts';
import type { DomainRecord } from '../../../shared/lifecycle/record.ts';
import { CERTIFICATE_REQUEST_MS } from '../../../shared/lifecycle/rest.ts';
import { withMilestones } from '../../../shared/lifecycle/with-milestones.ts';
import { aRecord, HOUR, T0 } from '../../support/records.ts';

const NOW = T0 + HOUR;
const retry = { failures: 0, at: T0 };
const pending = { alias: { state: 'pending', retry } } as const;
const added = { alias: { state: 'added' } } as const;
const rejected = { alias: { state: 'rejected' } } as const;
const removing = { alias: { state: 'removing', retry, forgetAt: T0 } } as const;
const removed = { alias: { state: 'removed', forgetAt: T0 } } as const;
const asked = { askedBy: { occurredAt: T0, id: 'c' } };

type Change = Partial<DomainRecord>;

const rules: [
  what: string,
  before: Change | undefined,
  after: Change,
  happened: readonly Milestone['what'][],
][] = [
  ['a domain is mapped for the first time', undefined, pending, ['mapped']],
  ['one that nobody knew is unmapped', undefined, removing, ['unmapped']],
  ['Closte takes it', pending, added, ['alias-added']],
  ['Closte refuses it', pending, rejected, ['alias-refused']],
  ['Closte takes it after all', rejected, added, ['alias-added']],
  ['it is asserted again and still there', added, added, []],
  ['it is unmapped', added, removing, ['unmapped']],
  ['Closte removes it', removing, removed, ['alias-removed']],
  ['it is mapped again', removed, pending, ['mapped']],
  ['a person asks to look again', added, { ...added, ...asked }, ['check-asked']],
  ['nobody asks once more', { ...added, ...asked }, { ...added, ...asked, siteId: 7 }, []],
  [
    'Closte is asked for the certificate',
    added,
    { ...added, certificateRequestAt: NOW + CERTIFICATE_REQUEST_MS },
    ['certificate-requested'],
  ],
  ['Closte could not be asked', added, { ...added, certificateRequestAt: NOW + HOUR / 60 }, []],
];

describe('the milestones of a record', () => {
  for (const [what, before, after, happened] of rules) {
    it(`gain [${happened.join(', ')}] when ${what}`, () => {
      const { milestones } = withMilestones(before && aRecord(before), aRecord(after), NOW);
      assert.deepEqual(
        milestones,
        happened.map((one) => ({ what: one, at: NOW })),
      );
    });
  }

  it('stay as they are where a record does not change, or is forgotten', () => {
    const record = aRecord();
    assert.equal(withMilestones(record, record, NOW), record);
    assert.equal(withMilestones(record, undefined, NOW), undefined);
  });

  it('are the latest fifty', () => {
    let record = aRecord(removed);
    for (let n = 0; n < 60; n += 1) {
      const next = n % 2 === 0 ? pending : removed;
      record = withMilestones(record, { ...record, ...next }, T0 + n);
    }
    assert.equal(record.milestones.length, 50);
    assert.equal(record.milestones.at(-1)?.at, T0 + 59);
  });

  it('still say when it was mapped, however often somebody asks to look again', () => {
    let record = withMilestones(undefined, aRecord(pending), T0);
    for (let n = 1; n <= 60; n += 1) {
      const askedBy = { occurredAt: T0 + n, id: `asked-${n}` };
      record = withMilestones(record, { ...record, askedBy }, T0 + n);
    }
    assert.equal(record.milestones.length, 50);
    assert.deepEqual(record.milestones[0], { what: 'mapped', at: T0 });
    assert.deepEqual(record.milestones.at(-1), { what: 'check-asked', at: T0 + 60 });
  });
});
