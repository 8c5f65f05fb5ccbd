import assert from 'node:assert/strict';
import {
  dueNow,
  recordCheckRequest,
  recordSiteDeletion,
  recordWish,
} from '../../../shared/lifecycle/intent.ts';
import { nextStep } from '../../../shared/lifecycle/next-step.ts';
import { intentOf } from '../../../shared/lifecycle/record.ts';
import type { Stage } from '../../../shared/lifecycle/stage.ts';
import { TOMBSTONE_MS } from '../../../shared/lifecycle/tombstone.ts';
import type { Wish } from '../../../shared/lifecycle/wish.ts';
import { problem } from '../../../shared/problems/catalogue.ts';
import { aRecord, DAY, HOUR, MINUTE, shop, T0 } from '../../support/records.ts';

const wish = (change: Partial<Wish> = {}): Wish => ({
  domain: shop,
  intent: 'mapped',
  siteId: 12,
  domainId: 34,
  hasDomainRecord: true,
  stage: null,
  ordinal: { occurredAt: T0, id: 'b' },
  ...change,
});

const unmapped = recordWish(
  aRecord(),
  wish({ intent: 'unmapped', ordinal: { occurredAt: T0 + 1, id: 'c' } }),
  undefined,
  T0 + 1,
);

describe('a wish of the multisite', () => {
  it('starts a domain at checking-dns, its alias to be added at once', () => {
    const record = recordWish(undefined, wish(), undefined, T0);
    assert.deepEqual(record.alias, { state: 'pending', retry: { failures: 0, at: T0 } });
    assert.deepEqual([record.stage, record.reportedStage], ['checking-dns', 'checking-dns']);
    assert.deepEqual([record.siteId, record.domainId, record.nextCheckAt], [12, 34, T0]);
  });

  it('has an unmapped domain removed at once, and remembered for 31 days', () => {
    assert.deepEqual(unmapped.alias, {
      state: 'removing',
      retry: { failures: 0, at: T0 + 1 },
      forgetAt: T0 + 1 + 31 * DAY,
    });
    assert.equal(TOMBSTONE_MS, 31 * DAY);
  });

  it('has a domain removed, too, that was never heard of before', () => {
    const record = recordWish(undefined, wish({ intent: 'unmapped' }), undefined, T0);
    assert.equal(record.alias.state, 'removing');
  });

  const orders: [what: string, ordinal: Wish['ordinal'], heard: boolean][] = [
    ['the same event again', { occurredAt: T0, id: 'b' }, false],
    ['an older event', { occurredAt: T0 - 1, id: 'z' }, false],
    ['one of the same time with a smaller id', { occurredAt: T0, id: 'a' }, false],
    ['one of the same time with a greater id', { occurredAt: T0, id: 'c' }, true],
    ['a newer event', { occurredAt: T0 + 1, id: 'a' }, true],
  ];
  for (const [what, ordinal, heard] of orders) {
    it(`is ${heard ? 'changed' : 'not changed'} by ${what}`, () => {
      const record = aRecord();
      const after = recordWish(record, wish({ intent: 'unmapped', ordinal }), undefined, T0);
      assert.equal(intentOf(after), heard ? 'unmapped' : 'mapped');
      if (!heard) assert.deepEqual({ ...after, heard: null }, record);
    });
  }

  it('said twice in different words leaves a mapped domain where it stands, and has the multisite’s record looked at', () => {
    const done = { stage: 'done', reportedStage: 'done', nextCheckAt: T0 + DAY } as const;
    const record = aRecord({ ...done, aliasSeenAt: T0 + 9 });
    const again = wish({ domainId: null, ordinal: { occurredAt: T0 + 5, id: 'd' } });
    assert.deepEqual(
      { ...recordWish(record, again, undefined, T0 + 5), heard: null, assertAgain: null },
      { ...record, decidedBy: again.ordinal, writtenStage: null },
    );
  });

  for (const [what, alias, intent] of [
    ['mapped', { state: 'added' }, 'mapped'],
    ['refused', { state: 'rejected' }, 'mapped'],
    ['removed', { state: 'removed', forgetAt: T0 + DAY }, 'unmapped'],
  ] as const) {
    it(`said again of a ${what} one after Closte said so has its alias asserted again`, () => {
      const record = aRecord({ alias, aliasSeenAt: T0 + MINUTE });
      const said = (occurredAt: number) =>
        recordWish(record, wish({ intent, ordinal: { occurredAt, id: 'd' } }), undefined, T0 + DAY);
      assert.deepEqual(said(T0 + HOUR).assertAgain, { failures: 0, at: T0 + DAY });
      assert.equal(said(T0 + MINUTE).assertAgain, null);
    });
  }

  describe('said once more', () => {
    const given = { stage: 'failed', reportedStage: 'failed', failedAt: T0, dnsTries: 5 } as const;
    const givenUp = aRecord({ ...given, looksInVain: 40, nextCheckAt: null });
    const live = aRecord({ stage: 'done', reportedStage: 'done', nextCheckAt: T0 + DAY });
    const later = { occurredAt: T0 + MINUTE, id: 'd' };
    const told = (previousStage: Stage) => ({
      type: 'report',
      stage: 'checking-dns',
      previousStage,
    });

    for (const [what, change] of [
      ['as before', {}],
      ['for another site', { siteId: 13 }],
      ['by another record', { domainId: 35 }],
    ] as const) {
      it(`${what}, starts a domain over that was given up`, () => {
        const after = recordWish(givenUp, wish({ ...change, ordinal: later }), undefined, T0 + DAY);
        assert.deepEqual(
          [after.stage, after.dnsTries, after.failedAt, after.looksInVain, after.nextCheckAt],
          ['checking-dns', 0, null, 0, T0 + DAY],
        );
      });

      it(`${what}, leaves a live domain live`, () => {
        const after = recordWish(live, wish({ ...change, ordinal: later }), undefined, T0 + DAY);
        assert.deepEqual([after.stage, after.nextCheckAt], ['done', T0 + DAY]);
      });
    }

    for (const [what, change] of [
      ['as before', {}],
      ['for another site', { siteId: 13 }],
      ['by another record', { domainId: 35 }],
    ] as const) {
      it(`${what}, has the stage told with which a domain starts over`, () => {
        const after = recordWish(givenUp, wish({ ...change, ordinal: later }), undefined, T0 + DAY);
        assert.deepEqual(nextStep({ ...after, alias: aRecord().alias }, T0 + DAY), told('failed'));
      });
    }

    it('after it was removed, has the stage told with which the domain starts over', () => {
      const removal = wish({ intent: 'unmapped', ordinal: { occurredAt: T0 + 1, id: 'c' } });
      const removed = recordWish(live, removal, undefined, T0 + 1);
      const after = recordWish(removed, wish({ ordinal: later }), undefined, T0 + DAY);
      assert.deepEqual(nextStep(after, T0 + DAY), told('done'));
    });

    it('after it was removed, starts over in whatever order that is heard', () => {
      const again = wish({ ordinal: later });
      const removal = wish({ intent: 'unmapped', ordinal: { occurredAt: T0 + 1, id: 'c' } });
      for (const order of [
        [removal, again],
        [again, removal],
      ]) {
        const after = order.reduce(
          (known, one) => recordWish(known, one, undefined, T0 + DAY),
          givenUp,
        );
        assert.deepEqual(
          [intentOf(after), after.stage, after.nextCheckAt],
          ['mapped', 'checking-dns', T0 + DAY],
        );
      }
    });

    it('for another site that shares the domain, changes only the memory of its sites', () => {
      const shared = wish({ siteId: 13, domainId: null, hasDomainRecord: false, ordinal: later });
      for (const record of [live, givenUp]) {
        const {
          heard: _,
          assertAgain: _again,
          ...after
        } = recordWish(record, shared, undefined, T0 + DAY);
        const { heard: _before, assertAgain: _never, ...before } = record;
        assert.deepEqual(after, { ...before, decidedBy: later });
      }
    });

    it('for another site, is to be told and written with that site', () => {
      const after = recordWish(live, wish({ siteId: 13, ordinal: later }), undefined, T0 + DAY);
      assert.deepEqual([after.reportedStage, after.writtenStage], ['checking-dns', null]);
    });
  });

  it('keeps the id that a look-up found, and no event told', () => {
    const found = recordWish(undefined, wish({ domainId: null }), undefined, T0);
    const looked = { ...found, domainId: 34 };
    const again = wish({ domainId: null, ordinal: { occurredAt: T0 + 5, id: 'd' } });
    assert.equal(recordWish(looked, again, undefined, T0 + 5).domainId, 34);
    const elsewhere = { ...again, siteId: 13 };
    assert.equal(recordWish(looked, elsewhere, undefined, T0 + 5).domainId, null);
  });

  it('about another record of the multisite, has that record told where the domain stands', () => {
    const record = aRecord({ stage: 'done', reportedStage: 'done', domainId: null });
    const again = wish({ domainId: 35, ordinal: { occurredAt: T0 + 5, id: 'd' } });
    const after = recordWish(record, again, undefined, T0 + 5);
    assert.deepEqual([after.stage, after.reportedStage], ['done', 'checking-dns']);
  });

  describe('looked up in the multisite', () => {
    const later = { occurredAt: T0 + 5, id: 'd' };

    it('starts a domain live that is live there, with nothing to tell or to write', () => {
      const record = recordWish(undefined, wish({ stage: 'done' }), undefined, T0);
      const { stage, reportedStage, writtenStage } = record;
      assert.deepEqual([stage, reportedStage, writtenStage], ['done', 'done', 'done']);
      assert.deepEqual([record.alias.state, record.nextCheckAt], ['pending', T0]);
    });

    it('starts any other one at checking-dns, and has that written', () => {
      const { stage, writtenStage } = recordWish(
        undefined,
        wish({ stage: 'failed' }),
        undefined,
        T0,
      );
      assert.deepEqual([stage, writtenStage], ['checking-dns', 'failed']);
    });

    it('starts one that was unmapped here again, as it is there', () => {
      const again = wish({ stage: 'done', ordinal: later });
      const { stage, writtenStage, domainId } = recordWish(unmapped, again, undefined, T0 + 5);
      assert.deepEqual([stage, writtenStage, domainId], ['done', 'done', 34]);
    });

    it('has the stage written that is not there, and reports nothing twice', () => {
      const record = aRecord({ stage: 'done', reportedStage: 'done', domainId: null });
      const there = wish({ stage: 'failed', ordinal: later });
      const after = recordWish(record, there, undefined, T0 + 5);
      assert.deepEqual([after.stage, after.writtenStage], ['done', 'failed']);
      assert.deepEqual([after.reportedStage, after.domainId], ['done', 34]);
    });

    it('takes no live site down while its check is not finished', () => {
      const record = aRecord({ stage: 'checking-ssl-cert' });
      const there = wish({ stage: 'done', ordinal: later });
      assert.equal(recordWish(record, there, undefined, T0 + 5).writtenStage, 'checking-ssl-cert');
    });
  });

  describe('finds a domain live in the multisite that failed here', () => {
    const later = { occurredAt: T0 + 5, id: 'd' };
    const there = wish({ stage: 'done', ordinal: later });
    const failed = { stage: 'failed', failedAt: T0, dnsTries: 5 } as const;

    it('and accepts that, if it was not seen right here since', () => {
      const record = recordWish(
        aRecord({ ...failed, nextCheckAt: null }),
        there,
        undefined,
        T0 + 5,
      );
      assert.deepEqual(
        [record.stage, record.writtenStage, record.failedAt, record.dnsTries, record.nextCheckAt],
        ['done', 'done', null, 0, T0 + 5],
      );
    });

    it('and has the stage overwritten if we set it there ourselves', () => {
      const seenRight = { at: T0, by: 'address' } as const;
      const record = recordWish(aRecord({ ...failed, seenRight }), there, undefined, T0 + 5);
      assert.deepEqual([record.stage, record.writtenStage], ['failed', 'done']);
    });

    it('and heeds only a listing that is later than our own stage was written there', () => {
      const stageAfter = (writtenAt: number) => {
        const record = aRecord({ ...failed, write: { failures: 0, at: writtenAt } });
        return recordWish(record, there, undefined, T0 + 7).stage;
      };
      assert.deepEqual(
        [4, 5, 6].map((ms) => stageAfter(T0 + ms)),
        ['done', 'failed', 'failed'],
      );
    });
  });

  it('about another record of the multisite, has the stage written to that record', () => {
    const again = wish({ domainId: 35, ordinal: { occurredAt: T0 + 5, id: 'd' } });
    const record = aRecord({ stage: 'done', reportedStage: 'done' });
    assert.equal(recordWish(record, again, undefined, T0 + 5).writtenStage, null);
  });

  it('said again without an id does not take the id of the record that is gone', () => {
    const again = wish({ domainId: null, ordinal: { occurredAt: T0 + 5, id: 'd' } });
    assert.equal(recordWish(unmapped, again, undefined, T0 + 5).domainId, null);
  });

  it('knows that a domain record exists from an event about one, not from an event about a site alone', () => {
    const bySite = wish({ hasDomainRecord: false, domainId: null });
    const record = recordWish(undefined, bySite, undefined, T0);
    assert.equal(record.hasDomainRecord, false);
    const later = { occurredAt: T0 + 5, id: 'd' };
    const byRecord = recordWish(record, wish({ ordinal: later }), undefined, T0 + 5);
    assert.deepEqual([byRecord.hasDomainRecord, byRecord.domainId], [true, 34]);
    const again = { ...bySite, ordinal: { occurredAt: T0 + 9, id: 'e' } };
    assert.equal(recordWish(byRecord, again, undefined, T0 + 9).hasDomainRecord, true);
  });

  it('to unmap a domain that is unmapped already keeps its tombstone for longer', () => {
    const again = wish({ intent: 'unmapped', ordinal: { occurredAt: T0 + DAY, id: 'd' } });
    const { alias } = recordWish(unmapped, again, undefined, T0 + 30 * DAY);
    assert.ok('forgetAt' in alias);
    assert.equal(alias.forgetAt, T0 + 61 * DAY);
  });

  it('said again after an unmapping starts the domain over, and keeps its history', () => {
    const done = { ...unmapped, stage: 'done', reportedStage: 'done' } as const;
    const again = wish({ ordinal: { occurredAt: T0 + 2, id: 'd' } });
    const record = recordWish(done, again, undefined, T0 + 2);
    assert.deepEqual(
      [record.alias.state, record.stage, record.nextCheckAt],
      ['pending', 'checking-dns', T0 + 2],
    );
    assert.deepEqual(record.history.at(-1), {
      at: T0 + 2,
      from: 'done',
      to: 'checking-dns',
      reason: 'the domain was mapped again',
    });
  });

  describe('when a site is deleted', () => {
    const deletion = { occurredAt: T0 + MINUTE, id: 's' };

    it('unmaps a domain of that site', () => {
      const record = recordSiteDeletion(aRecord(), 12, deletion, T0 + MINUTE);
      assert.equal(intentOf(record), 'unmapped');
    });

    it('leaves a domain of another site', () => {
      const record = aRecord();
      assert.equal(recordSiteDeletion(record, 13, deletion, T0 + MINUTE), record);
    });

    it('leaves a domain that was mapped to it since', () => {
      const record = aRecord({ decidedBy: { occurredAt: T0 + MINUTE + 1, id: 'a' } });
      assert.equal(recordSiteDeletion(record, 12, deletion, T0 + 2 * MINUTE), record);
    });

    it('unmaps a domain whose event comes after it, but is from before', () => {
      assert.equal(intentOf(recordWish(undefined, wish(), deletion, T0)), 'unmapped');
    });

    it('does not unmap one whose event is newer', () => {
      const newer = wish({ ordinal: { occurredAt: T0 + 2 * MINUTE, id: 'e' } });
      assert.equal(intentOf(recordWish(undefined, newer, deletion, T0)), 'mapped');
    });

    it('does not stand in the way of the event that had moved the domain to another site', () => {
      const gone = recordSiteDeletion(aRecord(), 12, deletion, T0 + MINUTE);
      const moved = wish({ siteId: 13, ordinal: { occurredAt: T0 + 1, id: 'm' } });
      const record = recordWish(gone, moved, undefined, T0 + 2 * MINUTE);
      assert.deepEqual([intentOf(record), record.siteId], ['mapped', 13]);
    });
  });

  describe('when a person asks to look again', () => {
    const request = { occurredAt: T0 + MINUTE, id: 'p' };

    it('has the domain looked at now, its tries kept while there are some left', () => {
      const record = aRecord({ dnsTries: 3, nextCheckAt: T0 + DAY });
      const after = recordCheckRequest(record, request, T0 + MINUTE);
      assert.deepEqual([after.nextCheckAt, after.dnsTries], [T0 + MINUTE, 3]);
    });

    for (const stage of ['failed', 'ssl-failed'] as const) {
      it(`starts a domain over that is ${stage}`, () => {
        const record = aRecord({
          stage,
          reportedStage: stage,
          dnsTries: 5,
          certificateTries: 20,
          failedAt: T0,
          nextCheckAt: null,
        });
        const after = recordCheckRequest(record, request, T0 + MINUTE);
        assert.deepEqual(
          [after.stage, after.dnsTries, after.certificateTries, after.failedAt, after.nextCheckAt],
          ['checking-dns', 0, 0, null, T0 + MINUTE],
        );
        assert.equal(after.reportedStage, stage, 'the multisite is still to be told');
      });
    }

    it('keeps the refusal of Closte in mind', () => {
      const refused = [problem('closte-refused-domain', { domain: shop, reason: 'no' })];
      const record = aRecord({
        stage: 'failed',
        alias: { state: 'rejected' },
        problems: { closte: refused, dns: [], certificate: [] },
      });
      assert.deepEqual(recordCheckRequest(record, request, T0).problems.closte, refused);
    });

    it('counts once, however often the message comes', () => {
      const once = recordCheckRequest(aRecord(), request, T0 + MINUTE);
      assert.equal(recordCheckRequest(once, request, T0 + 2 * MINUTE), once);
    });

    it('changes nothing of a domain that was mapped since, or is not mapped', () => {
      const record = aRecord({ decidedBy: { occurredAt: T0 + DAY, id: 'a' } });
      assert.equal(recordCheckRequest(record, request, T0 + DAY), record);
      assert.equal(recordCheckRequest(unmapped, request, T0 + MINUTE), unmapped);
    });

    it('has the diagnosis sent now, though WordPress has refused it for days', () => {
      const refused = { told: null, failures: 12, at: T0 + DAY };
      const record = aRecord({ stage: 'done', telling: refused });
      const { telling } = recordCheckRequest(record, request, T0 + MINUTE);
      assert.deepEqual(telling, { told: null, failures: 0, at: T0 + MINUTE });
      assert.equal(dueNow(record, T0 + 9).telling?.at, T0 + 9);
    });

    it('has the stage written once more, which somebody may have changed there by hand', () => {
      const record = aRecord({ stage: 'done', write: { failures: 3, at: T0 + DAY } });
      const { writtenStage, write } = recordCheckRequest(record, request, T0 + MINUTE);
      assert.deepEqual([record.writtenStage, writtenStage], ['done', null]);
      assert.deepEqual(write, { failures: 0, at: T0 + MINUTE });
    });

    it('has the alias asserted again, whether Closte has it or refused it', () => {
      for (const state of ['added', 'rejected'] as const) {
        const record = recordCheckRequest(aRecord({ alias: { state } }), request, T0 + MINUTE);
        assert.deepEqual(record.assertAgain, { failures: 0, at: T0 + MINUTE });
      }
    });

    it('has Closte asked now as well, if it was waited for', () => {
      const record = aRecord({
        alias: { state: 'pending', retry: { failures: 7, at: T0 + DAY } },
      });
      const { alias } = recordCheckRequest(record, request, T0 + MINUTE);
      assert.deepEqual(alias, { state: 'pending', retry: { failures: 7, at: T0 + MINUTE } });
    });
  });

  it('can be made due now in every state but removed', () => {
    const removed = aRecord({ alias: { state: 'removed', forgetAt: T0 + DAY } });
    assert.equal(dueNow(removed, T0), removed);
    assert.deepEqual(dueNow(unmapped, T0 + 9).alias, {
      state: 'removing',
      retry: { failures: 0, at: T0 + 9 },
      forgetAt: T0 + 1 + 31 * DAY,
    });
    assert.equal(dueNow(aRecord({ nextCheckAt: null }), T0 + 9).nextCheckAt, T0 + 9);
  });

  it('can be made due now with what is still to be told and written, and keeps what was', () => {
    const record = aRecord({
      report: { failures: 2, at: T0 + DAY },
      write: { failures: 1, at: T0 + DAY },
    });
    const { report, write } = dueNow(record, T0 + 9);
    assert.deepEqual(
      [report, write],
      [
        { failures: 2, at: T0 + 9 },
        { failures: 1, at: T0 + 9 },
      ],
    );
    const written = { failures: 0, at: T0 };
    assert.deepEqual(dueNow(aRecord({ write: written }), T0 + 9).write, written);
  });
});
