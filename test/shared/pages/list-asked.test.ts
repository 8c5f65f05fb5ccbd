import assert from 'node:assert/strict';
import { type ListAsked, listAddress, listAsked } from '../../../shared/pages/list-asked.ts';

describe('the list that an address asks for', () => {
  const queries: [query: Record<string, unknown>, asked: ListAsked][] = [
    [{}, {}],
    [{ q: 'shop', stage: '' }, { q: 'shop' }],
    [{ q: ['a', 'b'] }, { q: 'a' }],
    [{ q: { a: 'b' }, limit: '500', other: 'x' }, {}],
    [
      { stage: 'done', problem: 'x', needs: 'ops', siteId: '7', pageToken: 't', back: '.' },
      { stage: 'done', problem: 'x', needs: 'ops', siteId: '7', pageToken: 't', back: '.' },
    ],
  ];
  for (const [query, asked] of queries) {
    it(`is ${JSON.stringify(asked)} with ${JSON.stringify(query)}`, () => {
      assert.deepEqual(listAsked(query), asked);
    });
  }

  it('is the same after it was written as an address and read again', () => {
    const asked: ListAsked = { q: 'a&b=c#"<é', stage: 'done', pageToken: '=+' };
    const { searchParams } = new URL(listAddress(asked), 'http://localhost');
    assert.deepEqual(listAsked(Object.fromEntries(searchParams)), asked);
  });

  it('is the first page of all domains if the address asks for nothing', () => {
    assert.equal(listAddress({}), '/#domains');
  });
});
