import assert from 'node:assert/strict';
import type { Heard } from '../../../shared/lifecycle/heard.ts';
import { heardOf, holderOf, otherSitesOf } from '../../../shared/lifecycle/holder.ts';
import type { DomainRecord } from '../../../shared/lifecycle/record.ts';
import type { Word } from '../../../shared/lifecycle/word.ts';
import { aRecord, SECOND, T0 } from '../../support/records.ts';

/** A record as written by a version that did not keep what it heard. */
const earlier = (change: Partial<DomainRecord>) => aRecord({ ...change, heard: null });
const removed = { alias: { state: 'removed', forgetAt: T0 } } as const;

describe('the memory of events in a record of a version that kept none', () => {
  for (const [what, change, holder] of [
    ['a record of the multisite', {}, { siteId: 12, domainId: 34, hasDomainRecord: true }],
    [
      'the address of a site',
      { hasDomainRecord: false, domainId: null },
      { siteId: 12, domainId: null, hasDomainRecord: false },
    ],
    ['the removal of a record', removed, undefined],
    ['the removal of an address', { ...removed, hasDomainRecord: false }, undefined],
  ] as const) {
    it(`is ${what}`, () => {
      const found = holderOf(heardOf(earlier(change)));
      const { siteId, domainId, hasDomainRecord } = found ?? {};
      assert.deepEqual(found && { siteId, domainId, hasDomainRecord }, holder);
    });
  }

  it('is only the event that decided the record', () => {
    for (const change of [{}, { hasDomainRecord: false }, removed]) {
      const { mapped, addresses, removals, last } = heardOf(earlier(change));
      assert.deepEqual([mapped, ...addresses, ...removals].filter(Boolean), [last]);
    }
  });
});

describe('the holder of a domain that a site has as its own address', () => {
  const word = (siteId: number, domainId: number | null, seconds: number): Word => {
    return { siteId, domainId, ordinal: { occurredAt: T0 + seconds * SECOND, id: `e${seconds}` } };
  };
  const address = word(12, 34, 0);
  const holder = (removals: readonly Word[]) => {
    const heard: Heard = {
      last: removals.at(-1) ?? address,
      mapped: null,
      identified: null,
      siteDeletion: null,
      addresses: [address],
      removals,
    };
    const { siteId, domainId, hasDomainRecord } = holderOf(heard) ?? {};
    return [siteId, domainId, hasDomainRecord];
  };

  for (const [what, removals, expected] of [
    ['has the item that the site named', [], [12, 34, true]],
    ['keeps it when an older item is removed', [word(13, 33, 1)], [12, 34, true]],
    ['has none once the item is removed from another site', [word(13, 34, 1)], [12, null, false]],
    [
      'is nobody once it is removed from the site',
      [word(12, 34, 1)],
      [undefined, undefined, undefined],
    ],
  ] as const) {
    it(what, () => assert.deepEqual(holder(removals), expected));
  }

  it('is one of those remembered where more sites shared it, whichever of them are removed', () => {
    const sharing = (removals: readonly Word[]) =>
      holderOf({
        last: word(14, null, 9),
        mapped: null,
        identified: null,
        siteDeletion: null,
        addresses: [word(12, null, 0), word(13, null, 1)],
        removals,
        isSharedByMore: true,
      })?.siteId;
    assert.equal(sharing([]), 12);
    assert.equal(sharing([word(12, null, 2)]), 13);
    assert.equal(sharing([word(12, null, 2), word(13, null, 3)]), 12);
  });

  it('is not among the other sites whose deletion concerns the domain', () => {
    const heard: Heard = {
      last: word(13, null, 2),
      mapped: word(12, 34, 0),
      identified: null,
      siteDeletion: null,
      addresses: [word(12, null, 1), word(13, null, 2)],
      removals: [],
    };
    assert.deepEqual(otherSitesOf(aRecord({ siteId: 12, heard })), [13]);
    assert.deepEqual(otherSitesOf(aRecord({ siteId: 13, heard })), [12]);
  });
});
