import assert from 'node:assert/strict';
import type { Under } from './store-under-test.ts';

export function describeRunKeeping(under: Under): void {
  describe('the kept state of a reconciliation', () => {
    it('is empty at first', async () => {
      const { store } = under();
      assert.equal(await store.readRun(), undefined);
      assert.equal(await store.readSheet({ run: 'a', name: '1' }), undefined);
      await store.forgetSheets();
    });

    it('is changed for all to read, and forgotten', async () => {
      const { store, open } = under();
      const elsewhere = await open();
      assert.equal(await store.changeRun(() => '{"page":1}'), '{"page":1}');
      assert.equal(await elsewhere.changeRun((run) => `[${run}]`), '[{"page":1}]');
      assert.equal(await store.readRun(), '[{"page":1}]');
      assert.equal(await store.changeRun(() => undefined), undefined);
      assert.equal(await elsewhere.readRun(), undefined);
    });

    it('is not written if it stays the same', async () => {
      const { store, revision } = under();
      await store.changeRun(() => '{}');
      const before = await revision();
      await store.changeRun((known) => known);
      assert.equal(await revision(), before);
    });

    it('has one winner if two callers change it at once', async () => {
      const { store, open } = under();
      const elsewhere = await open();
      const take = (by: string) => (known: string | undefined) => known ?? by;
      const [one, other] = await Promise.all([
        store.changeRun(take('one')),
        elsewhere.changeRun(take('other')),
      ]);
      assert.equal(one, other);
      assert.equal(await store.readRun(), one);
    });

    it('has sheets of up to a megabyte, which are replaced by those of the same name', async () => {
      const { store, open } = under();
      const sheet = { run: 'a', name: 'first-1' };
      const long = JSON.stringify('é'.repeat(490_000));
      await store.keepSheet(sheet, '[]');
      await store.keepSheet({ ...sheet, name: 'first-2' }, '[2]');
      await store.keepSheet(sheet, long);
      const elsewhere = await open();
      assert.equal(await elsewhere.readSheet(sheet), long);
      assert.equal(await elsewhere.readSheet({ ...sheet, name: 'first-2' }), '[2]');
      assert.equal(await elsewhere.readSheet({ ...sheet, run: 'b' }), undefined);
    });

    it('keeps only the sheets of one run, however many there are', async () => {
      const { store } = under();
      const kept = { run: 'b', name: '1' };
      const keep = (n: number) => store.keepSheet({ run: n % 2 ? 'a' : 'c', name: `${n}` }, '[]');
      await Promise.all([
        store.keepSheet(kept, '[1]'),
        ...Array.from({ length: 450 }, (_, n) => keep(n)),
      ]);
      await store.forgetSheets('b');
      assert.equal(await store.readSheet({ run: 'a', name: '1' }), undefined);
      assert.equal(await store.readSheet({ run: 'c', name: '448' }), undefined);
      assert.equal(await store.readSheet(kept), '[1]');
      await store.forgetSheets();
      assert.equal(await store.readSheet(kept), undefined);
    });
  });
}
