import assert from 'node:assert/strict';
import { readItem, stageOf } from '../../../shared/multisite/domain-item.ts';

const record = { id: 34, domain: 'shop.example.com', stage: 'done', secure: true };

describe('the site of a domain record', () => {
  const sites: [written: unknown, siteId: number | undefined][] = [
    [12, 12],
    ['12', 12],
    [0, undefined],
    ['0', undefined],
    [-1, undefined],
    [1.5, undefined],
    ['', undefined],
    ['shop', undefined],
    [null, undefined],
    [undefined, undefined],
  ];
  for (const [written, siteId] of sites) {
    it(`is ${siteId ?? 'none'} if blog_id is ${JSON.stringify(written)}`, () => {
      assert.deepEqual(readItem({ ...record, blog_id: written }), { ...record, siteId });
    });
  }

  it('is none if there is no blog_id', () => {
    assert.deepEqual(readItem(record), { ...record, siteId: undefined });
  });
});

describe('a domain record', () => {
  it('is one even if its stage and its flag cannot be read, so that it keeps no other from being listed', () => {
    for (const damaged of [null, 7, {}]) {
      const item = readItem({ ...record, stage: damaged, secure: {} });
      assert.ok(item);
      assert.deepEqual([item.secure, stageOf(item)], [false, null]);
    }
  });

  for (const id of [0, '0', -1, 'x', null, undefined]) {
    it(`is none if its id is ${JSON.stringify(id)}`, () => {
      assert.equal(readItem({ ...record, id, blog_id: 12 }), undefined);
    });
  }
});
