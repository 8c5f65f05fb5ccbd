import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Heard, hear, hearSiteDeletion, MOST_SITES } from '../../../shared/lifecycle/heard.ts';
import { holderOf } from '../../../shared/lifecycle/holder.ts';
import type { Ordinal } from '../../../shared/lifecycle/ordinal.ts';
import type { Word, WordKind } from '../../../shared/lifecycle/word.ts';
import { share } from '../../support/effort.ts';
import { DAY } from '../../support/records.ts';

interface Said {
  readonly kind: WordKind;
  readonly word: Word;
}

/** Something said at a time, which places it in the order of events. */
const said = (
  at: number,
  kind: WordKind,
  siteId: number,
  domainId: number | null = null,
): Said => ({
  kind,
  word: { ordinal: { occurredAt: at, id: 'e' }, siteId, domainId },
});

function heardOfAll(all: readonly Said[], deletions: ReadonlyMap<number, Ordinal> = new Map()) {
  return all.reduce<Heard | undefined>(
    (heard, { kind, word }) => hear(heard, kind, word, deletions.get(word.siteId)),
    undefined,
  );
}

/** The site and the id that a domain is mapped to, or that it is not. */
function holder(heard: Heard | undefined): readonly [number, number | null] | 'unmapped' {
  const held = heard && holderOf(heard);
  return held ? [held.siteId, held.domainId] : 'unmapped';
}

describe('the memory of the events of a domain', () => {
  const rules: [what: string, events: Said[], holds: ReturnType<typeof holder>][] = [
    ['a record maps it', [said(1, 'record', 12, 34)], [12, 34]],
    ['its removal unmaps it', [said(1, 'record', 12, 34), said(2, 'removal', 12, 34)], 'unmapped'],
    [
      'a removal before it does not',
      [said(1, 'removal', 12, 34), said(2, 'record', 12, 34)],
      [12, 34],
    ],
    [
      'a removal without an id removes any record',
      [said(1, 'record', 12, 34), said(2, 'removal', 12)],
      'unmapped',
    ],
    [
      'the removal of an older record leaves a newer one',
      [said(1, 'record', 12, 35), said(2, 'removal', 12, 34)],
      [12, 35],
    ],
    [
      'the removal of a newer record removes an older one as well: there is only one at a time',
      [said(1, 'record', 12, 34), said(2, 'removal', 12, 35)],
      'unmapped',
    ],
    [
      'where a network was set up again, ids begin again',
      [said(1, 'record', 12, 34), said(2, 'removal', 12, 34), said(3, 'record', 12, 2)],
      [12, 2],
    ],
    [
      'a record that moved belongs to its newer site',
      [said(1, 'record', 12, 34), said(2, 'record', 13, 34)],
      [13, 34],
    ],
    [
      'told again without its id, it keeps the id',
      [said(1, 'record', 12, 34), said(2, 'record', 12)],
      [12, 34],
    ],
    [
      'told again without its id after the removal, it does not',
      [said(1, 'record', 12, 34), said(2, 'removal', 12, 34), said(3, 'record', 12)],
      [12, null],
    ],
    [
      "it does not take another site's id",
      [said(1, 'record', 12, 34), said(2, 'record', 13)],
      [13, null],
    ],
    ['an address of a site maps it', [said(1, 'address', 12)], [12, null]],
    [
      'a record comes before an address, whichever is newer',
      [said(1, 'record', 12, 34), said(2, 'address', 13)],
      [12, 34],
    ],
    [
      'of several sites, the one that has had it longest holds it',
      [said(2, 'address', 13), said(1, 'address', 14), said(3, 'address', 12)],
      [14, null],
    ],
    [
      'the removal of a record leaves it to the other sites whose address it is',
      [said(1, 'record', 12, 34), said(2, 'address', 13), said(3, 'removal', 12, 34)],
      [13, null],
    ],
    [
      'the removal of a record removes the address of the same site as well',
      [said(1, 'address', 12, 34), said(2, 'record', 12, 34), said(3, 'removal', 12, 34)],
      'unmapped',
    ],
  ];
  for (const [what, events, holds] of rules) {
    it(what, () => {
      assert.deepEqual(holder(heardOfAll(events)), holds);
      assert.deepEqual(holder(heardOfAll(events.toReversed())), holds);
    });
  }

  describe('when a site is deleted', () => {
    const deletion = { occurredAt: 5, id: 's' };
    const shared = [said(1, 'record', 12, 34), said(2, 'address', 13), said(3, 'address', 14)];
    for (const [deleted, holds] of [
      [[12], [13, null]],
      [[13], [12, 34]],
      [
        [12, 13],
        [14, null],
      ],
      [
        [14, 13],
        [12, 34],
      ],
      [[12, 13, 14], 'unmapped'],
    ] as const) {
      it(`a domain that 12, 13 and 14 share is left to those that remain without ${deleted.join(', ')}`, () => {
        const before = heardOfAll(shared) ?? assert.fail();
        const after = deleted.reduce(
          (heard, site) => hearSiteDeletion(heard, site, deletion),
          before,
        );
        assert.deepEqual(holder(after), holds);
        // Or when the deletion is known before.
        const deletions = new Map(deleted.map((site) => [site, deletion]));
        assert.deepEqual(holder(heardOfAll(shared, deletions)), holds);
      });
    }

    it('a domain stays with a site that it was mapped to since', () => {
      const heard = heardOfAll([said(6, 'record', 12, 34)], new Map([[12, deletion]]));
      assert.deepEqual(holder(heard), [12, 34]);
    });
  });

  describe('is no more than a store takes of one domain', () => {
    const sites = Array.from({ length: MOST_SITES + 1 }, (_, index) => 100 + index);
    const ofAll = (all: readonly number[]) =>
      heardOfAll(all.map((siteId) => said(siteId, 'address', siteId))) ?? assert.fail();
    const withoutSites = (heard: Heard, all: readonly number[]) =>
      all.reduce(
        (left, siteId) => hearSiteDeletion(left, siteId, { occurredAt: 100_000, id: 's' }),
        heard,
      );

    it('where as many sites share it as are remembered: it is unmapped with the last one', () => {
      const heard = ofAll(sites.slice(1));
      assert.equal(holder(withoutSites(heard, sites.slice(2))) === 'unmapped', false);
      assert.equal(holder(withoutSites(heard, sites.slice(1))), 'unmapped');
    });

    it('where more do: it stays mapped, since one may be left that is not remembered', () => {
      for (const order of [sites, sites.toReversed()]) {
        const heard = ofAll(order);
        assert.equal(heard.addresses.length, MOST_SITES);
        assert.notEqual(holder(withoutSites(heard, sites)), 'unmapped');
      }
    });

    it('where one site after the other had it', () => {
      let heard: Heard | undefined;
      for (let day = 0; day < 400; day += 1) {
        const [mapped, removed] = [day * DAY, day * DAY + 1].map((at, removals) =>
          said(at, removals ? 'removal' : 'record', 100 + day),
        );
        for (const one of [mapped, removed]) {
          if (one) heard = hear(heard, one.kind, one.word, undefined);
        }
        assert.equal(holder(heard), 'unmapped');
      }
      assert.equal(heard?.removals.length, 32);
    });

    it('and remembers a removal for as long as the record that it removed', () => {
      const events = [said(1, 'record', 12, 34), said(2, 'removal', 12, 34)];
      const late = said(40 * DAY, 'removal', 13);
      assert.equal(holder(heardOfAll([...events, late])), 'unmapped');
    });
  });

  const some = fc.record({
    kind: fc.constantFrom<WordKind>('record', 'address', 'removal'),
    at: fc.integer({ min: 1, max: 9 }),
    siteId: fc.integer({ min: 12, max: 14 }),
    domainId: fc.constantFrom(null, 34, 35, 36),
  });
  /** Events have times of their own, as they have ids. */
  const happened = fc
    .uniqueArray(some, { selector: ({ at }) => at, maxLength: 7 })
    .map((all) => all.map(({ at, kind, siteId, domainId }) => said(at, kind, siteId, domainId)));

  it('is the same in whatever order, and however often, it was said', () => {
    fc.assert(
      fc.property(happened, fc.infiniteStream(fc.nat()), (all, random) => {
        const shuffled = [...all, ...all]
          .map((item) => ({ item, key: random.next().value }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ item }) => item);
        assert.deepEqual(heardOfAll(shuffled), heardOfAll(all));
      }),
      { numRuns: share(20_000, 2000) },
    );
  });

  it('does not change if an event is known', () => {
    fc.assert(
      fc.property(happened, (all) => {
        const heard = heardOfAll(all);
        for (const { kind, word } of all) assert.equal(hear(heard, kind, word, undefined), heard);
      }),
      { numRuns: share(5000, 500) },
    );
  });
});
