import assert from 'node:assert/strict';
import type { ListAsked } from '../../../shared/pages/list-asked.ts';
import { pageAfter, pageBefore } from '../../../shared/pages/trail.ts';

const FILTER: ListAsked = { stage: 'failed', q: 'shop' };

/** The first page, and each that "Next page" leads to from there. */
function pagesBy(tokens: readonly string[], first: ListAsked = FILTER): ListAsked[] {
  const pages = [first];
  for (const token of tokens) pages.push(pageAfter(pages.at(-1) ?? {}, token));
  return pages;
}

describe('the way back through the pages of the list', () => {
  it('leads from each page to the previous one, with the same filters', () => {
    const pages = pagesBy(['b', 'c', 'd']);
    assert.deepEqual(pages.slice(1).map(pageBefore), pages.slice(0, -1));
  });

  it('ends at the first page', () => {
    assert.equal(pageBefore(FILTER), undefined);
  });

  it('ends at a page whose address was typed in', () => {
    const bookmark = { ...FILTER, pageToken: 'm' };
    assert.equal(pageBefore(bookmark), undefined);
    assert.deepEqual(pageBefore(pageAfter(bookmark, 'n')), bookmark);
  });

  it('is the same after a detour', () => {
    const [, second = {}, third = {}] = pagesBy(['b', 'c']);
    assert.deepEqual(pageAfter(pageBefore(third) ?? {}, 'c'), third);
    assert.deepEqual(pageBefore(third), second);
  });

  it('forgets the oldest pages to keep addresses short, and never leads to a wrong page', () => {
    const tokens = Array.from({ length: 400 }, (_, n) => `token-of-page-${n}`);
    const pages = pagesBy(tokens);
    assert.ok(pages.every(({ back = '' }) => back.length <= 4000));
    const way: (string | undefined)[] = [];
    for (let page = pages.at(-1); page !== undefined; page = pageBefore(page)) {
      way.push(page.pageToken);
    }
    assert.ok(way.length > 100);
    assert.deepEqual(way, tokens.toReversed().slice(0, way.length));
  });

  for (const back of ['x', '<b>', '..', '.x', 'x'.repeat(9000), '.'.repeat(9000)]) {
    it(`accepts any text: ${back.slice(0, 9)}`, () => {
      const asked = { pageToken: 'm', back };
      assert.ok((pageAfter(asked, 'n').back ?? '').length <= 4000);
      const before = pageBefore(asked);
      assert.ok(before === undefined || (before.pageToken ?? '').length <= back.length);
    });
  }
});
