import assert from 'node:assert/strict';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { advanceRecorded } from '../../../shared/engine/advance-event.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { EVERY_MINUTE, sweep } from '../../../shared/engine/sweep.ts';
import { type TestEngine, testEngine } from '../../support/engine.ts';
import { anEvent } from '../../support/events.ts';
import { type Outside, startOutside } from '../../support/outside.ts';

const shop = parseDomainName('shop.example.com');
const never = new AbortController().signal;

describe('an event that leaves looks to the sweep', () => {
  let outside: Outside;
  let engine: TestEngine;
  beforeEach(async () => {
    outside = await startOutside();
    engine = await testEngine(outside);
  });
  afterEach(async () => {
    await engine.store.close();
    await outside.close();
  });

  async function tell(type: string, leavesLooks: () => boolean) {
    const occurredAt = new Date(engine.now()).toISOString();
    const event = anEvent(type, { occurredAt, domain: shop });
    const { domains } = await recordEvent(engine.store, event, engine.now());
    await advanceRecorded(engine, domains, never, undefined, leavesLooks);
  }
  const recorded = async () => (await engine.store.get(shop)) ?? assert.fail('not recorded');
  const nextSweep = () => sweep(engine, EVERY_MINUTE, never);

  it('adds the alias, and leaves the domain unclaimed without a look at it', async () => {
    await tell('domain.created', () => true);
    const { stage, alias, lastCheckedAt } = await recorded();
    assert.deepEqual([stage, alias.state, lastCheckedAt], ['checking-dns', 'added', null]);
    assert.deepEqual(outside.calls(), { '/adddomainalias': 1 });
    assert.ok(await engine.store.claim(shop, engine.now(), 1));
  });

  it('lets the next sweep bring the domain to done, without a second call for the alias', async () => {
    await tell('domain.created', () => true);
    await nextSweep();
    assert.equal((await recorded()).stage, 'done');
    assert.equal(outside.calls()['/adddomainalias'], 1);
  });

  it('removes the alias of an unmapped domain at once', async () => {
    await tell('domain.created', () => true);
    engine.clock.now += 1000;
    await tell('domain.deleted', () => true);
    assert.equal((await recorded()).alias.state, 'removed');
  });

  it('looks at the domain itself once fewer events are under way', async () => {
    let asked = 0;
    await tell('domain.created', () => {
      asked += 1;
      return asked === 1;
    });
    assert.equal((await recorded()).stage, 'done');
  });
});
