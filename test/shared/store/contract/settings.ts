import assert from 'node:assert/strict';
import type { NetworkSettings } from '../../../../shared/store/network-settings.ts';
import { T0 } from '../../../support/records.ts';
import type { Under } from './store-under-test.ts';

const by = { occurredAt: T0, id: 'a' };

const settings: readonly NetworkSettings[] = [
  {},
  { dnsCheckInterval: { value: 300, by } },
  { network: { value: { addresses: ['203.0.113.7', '2001:db8::7'] }, by } },
  {
    dnsCheckInterval: { value: 10, by },
    network: { value: { domain: 'network.example.com', addresses: [] }, by },
    aliasHostMemory: { path: null, askedAt: T0 },
  },
  { aliasHostMemory: { path: '/ssl/install', askedAt: T0 } },
  { aliasHostAddress: 'sandbox' },
  { servedNetwork: { id: 1, since: T0 } },
];

export function describeSettings(under: Under): void {
  describe('the settings', () => {
    it('are empty at first', async () => {
      assert.deepEqual(await under().store.readSettings(), {});
    });

    it('are replaced entirely by a change', async () => {
      const { store, open } = under();
      const elsewhere = await open();
      for (const changed of [...settings, ...settings.toReversed()]) {
        assert.deepEqual(await store.changeSettings(() => changed), changed);
        assert.deepEqual(await elsewhere.readSettings(), changed);
      }
    });

    it('are passed to the change', async () => {
      const { store } = under();
      const [, first = {}] = settings;
      await store.changeSettings(() => first);
      const aliasHostMemory = { path: '/ssl', askedAt: T0 };
      const after = await store.changeSettings((known) => ({ ...known, aliasHostMemory }));
      assert.deepEqual(after, { ...first, aliasHostMemory });
    });

    it('are not written if they stay the same', async () => {
      const { store, revision } = under();
      const [, first = {}] = settings;
      await store.changeSettings(() => first);
      const before = await revision();
      assert.deepEqual(await store.changeSettings((known) => known), first);
      assert.equal(await revision(), before);
    });
  });
}
