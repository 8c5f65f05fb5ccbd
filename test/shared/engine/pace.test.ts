import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Slots } from '../../../shared/async/slots.ts';
import { MOST_EVENT_INSTANCES, pacesOf } from '../../../shared/engine/pace.ts';

/** How many slots are free. */
async function mostOf(slots: Slots): Promise<number> {
  let most = 0;
  for (;;) {
    const got = await Promise.race([
      slots.take(),
      new Promise<'none'>((wait) => setImmediate(() => wait('none'))),
    ]);
    if (got === 'none' || got.comeBackInMs !== undefined) return most;
    most += 1;
  }
}

describe('the limits on calls, divided', () => {
  const limits: [closteConcurrency: number, each: number, sweep: number][] = [
    [1, 0, 1],
    [5, 0, 5],
    [6, 1, 1],
    [8, 1, 3],
    [20, 1, 15],
  ];
  for (const [closteConcurrency, each, sweep] of limits) {
    it(`of ${closteConcurrency} calls to Closte: ${each} for an event's instance, ${sweep} for the sweep`, async () => {
      const { paces, eventPaces } = pacesOf(
        { closteConcurrency, multisiteConcurrency: 2 },
        Date.now,
      );
      assert.equal(await mostOf(eventPaces.aliasHost.slots), each);
      assert.equal(await mostOf(paces.aliasHost.slots), sweep);
      assert.ok(each * MOST_EVENT_INSTANCES + sweep <= closteConcurrency);
    });
  }

  it('of requests to the multisite: all for the sweep', async () => {
    const { paces, eventPaces } = pacesOf(
      { closteConcurrency: 8, multisiteConcurrency: 2 },
      Date.now,
    );
    assert.equal(await mostOf(eventPaces.multisite.slots), 0);
    assert.equal(await mostOf(paces.multisite.slots), 2);
  });

  it('leave none to a part of a sweep', async () => {
    const { partPaces } = pacesOf({ closteConcurrency: 8, multisiteConcurrency: 2 }, Date.now);
    assert.equal(await mostOf(partPaces.aliasHost.slots), 0);
    assert.equal(await mostOf(partPaces.multisite.slots), 0);
  });

  it('assume as many instances as are deployed', () => {
    const inventory = readFileSync('infra/deploy/inventory.sh', 'utf8');
    const row = inventory.split('\n').find((line) => line.trim().startsWith('domainEvents'));
    const instances = row?.split('|')[5]?.trim();
    assert.equal(instances, String(MOST_EVENT_INSTANCES));
  });
});
