import assert from 'node:assert/strict';
import type { DomainRecord } from '../../../shared/lifecycle/record.ts';
import {
  areAll,
  type Difference,
  differenceOf,
  isMissed,
  isTooMany,
} from '../../../shared/reconciliation/difference.ts';
import type { ListedItem } from '../../../shared/reconciliation/sheets.ts';
import { aRecord, DAY, MINUTE, shop, T0 } from '../../support/records.ts';

const LISTED_AT = T0 + MINUTE;
const removed = { state: 'removed', forgetAt: T0 + DAY } as const;
const item = (change: Partial<ListedItem> = {}): ListedItem => ({
  id: 34,
  siteId: 12,
  domain: shop,
  stage: 'checking-dns',
  ...change,
});

describe("the difference between the multisite's item and our record of a domain", () => {
  const rules: [
    what: string,
    record: Partial<DomainRecord> | undefined,
    item: ListedItem,
    difference: Difference | undefined,
  ][] = [
    ['an unknown domain is to be mapped', undefined, item(), 'mapping'],
    ['so is one that is unmapped', { alias: removed }, item(), 'mapping'],
    [
      'but not one that was unmapped after the listing began',
      { alias: removed, decidedBy: { occurredAt: LISTED_AT, id: 'z' } },
      item(),
      undefined,
    ],
    ['equal ones are no difference', {}, item(), undefined],
    ['its site is a detail', {}, item({ siteId: 13 }), 'detail'],
    ['its id is a detail', {}, item({ id: 35 }), 'detail'],
    ['a new id is a detail', { domainId: null }, item(), 'detail'],
    ['the existence of an item is a detail', { hasDomainRecord: false }, item(), 'detail'],
    [
      'the listing does not count against a later event',
      { decidedBy: { occurredAt: LISTED_AT + 1, id: 'a' } },
      item({ siteId: 13, id: 35, stage: 'done' }),
      undefined,
    ],
    [
      'a written stage that is missing there is to be written again',
      { stage: 'done' },
      item({ stage: 'failed' }),
      'detail',
    ],
    [
      'a stage that is still to be written is no difference',
      { stage: 'done', writtenStage: 'checking-ssl-cert' },
      item({ stage: 'checking-ssl-cert' }),
      undefined,
    ],
    [
      'nor is one that was written after the listing began',
      { stage: 'done', write: { failures: 0, at: LISTED_AT } },
      item({ stage: 'checking-ssl-cert' }),
      undefined,
    ],
    [
      'nor is one that would take a live site down before its check is finished',
      { stage: 'checking-ssl-cert' },
      item({ stage: 'done' }),
      undefined,
    ],
    [
      'but one that failed here and is live there is, since one of the two has to change',
      { stage: 'failed' },
      item({ stage: 'done' }),
      'detail',
    ],
    [
      'a stage of a later version is no difference',
      { stage: 'done' },
      item({ stage: 'parked' }),
      undefined,
    ],
  ];
  for (const [what, record, listed, difference] of rules) {
    it(`: ${what}`, () => {
      const known = record && aRecord(record);
      assert.equal(differenceOf(known, listed, LISTED_AT), difference);
    });
  }
});

describe('a domain that the listing does not have', () => {
  const rules: [what: string, record: Partial<DomainRecord>, missed: boolean][] = [
    ['that had an item was removed', {}, true],
    ['that never had one may be the own domain of a site', { hasDomainRecord: false }, false],
    ['that was mapped later is new', { decidedBy: { occurredAt: LISTED_AT, id: 'a' } }, false],
    ['that is already unmapped needs nothing', { alias: removed }, false],
  ];
  for (const [what, record, missed] of rules) {
    it(what, () => assert.equal(isMissed(aRecord(record), LISTED_AT), missed));
  }
});

describe('the removal of all domains', () => {
  const rules: [removals: number, stored: number, listed: number, all: boolean][] = [
    [1, 1, 0, false],
    [2, 2, 0, true],
    [2, 2, 5, true],
    [2, 3, 0, true],
    [2, 3, 1, false],
  ];
  for (const [removals, stored, listed, all] of rules) {
    it(`${all ? 'is' : 'is not'} what ${removals} of ${stored} are, with ${listed} listed`, () =>
      assert.equal(areAll(removals, stored, listed), all));
  }
});

describe('the limit of removals', () => {
  const rules: [removals: number, stored: number, tooMany: boolean][] = [
    [10, 10, false],
    [11, 11, true],
    [11, 55, false],
    [11, 54, true],
    [2000, 10_000, false],
    [2001, 10_000, true],
  ];
  for (const [removals, stored, tooMany] of rules) {
    it(`${tooMany ? 'is' : 'is not'} passed by ${removals} of ${stored}`, () =>
      assert.equal(isTooMany(removals, stored), tooMany));
  }
});
