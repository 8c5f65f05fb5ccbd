import assert from 'node:assert/strict';
import { shop } from '../../support/records.ts';
import { newForEachTest } from './advancing.ts';

describe('the log of a domain that is advanced', () => {
  const world = newForEachTest();
  const { tell, advanceAt, seen } = world;

  it('says how many days a certificate has left that should have been renewed', async () => {
    // The engine's clock stands still.
    const validTo = new Date(world.engine.clock.now + 6.55 * 24 * 60 * 60_000);
    world.outside.certificates.set(
      shop,
      await world.outside.authority.issue({ names: [shop], validTo }),
    );
    await tell('domain.created');
    await tell('domain.created', { domain: 'other.example.com' });
    assert.deepEqual(
      world.engine.lines.flatMap(({ domain, certificateDaysLeft: days }) =>
        days ? [[domain, days]] : [],
      ),
      [[shop, 6.5]],
    );
  });

  it('has each step with its outcome, or the stage change that it caused, with the reason', async () => {
    await tell('domain.created');
    const steps = world.engine.lines.flatMap(({ step, outcome }) =>
      step ? [[step, outcome]] : [],
    );
    assert.deepEqual(steps, [
      ['add-alias', 'done'],
      ['request-certificate', 'asked'],
    ]);
    assert.ok(
      world.engine.lines.some(
        ({ stage, previousStage, reason }) =>
          stage === 'done' &&
          previousStage === 'checking-ssl-cert' &&
          reason === 'the certificate is valid',
      ),
    );
  });

  it('says nothing about a look at a live domain that finds nothing new', async () => {
    await tell('domain.created');
    const { length } = world.engine.lines;
    await advanceAt(world.engine.clock.now + 25 * 3_600_000);
    assert.ok((await seen()).lastCheckedAt, 'it was looked at');
    assert.deepEqual(world.engine.lines.slice(length), []);
  });

  it('says only once how long a domain took from its event to done', async () => {
    const occurredAt = new Date(world.engine.clock.now - 90_000).toISOString();
    await tell('domain.created', { occurredAt });
    for (let look = 0; look < 5; look += 1) {
      world.outside.zone.set('shop.example.com', 'A 127.0.0.9');
      await advanceAt(world.engine.clock.now + 25 * 3_600_000);
    }
    world.outside.zone.set('shop.example.com', 'A 127.0.0.1');
    await advanceAt(world.engine.clock.now + 25 * 3_600_000);
    assert.deepEqual(
      (await seen()).history.flatMap((entry) => ('to' in entry ? entry.to : [])).slice(-3),
      ['failed', 'checking-ssl-cert', 'done'],
    );
    const seconds = world.engine.lines.flatMap(({ secondsSinceEvent }) => secondsSinceEvent ?? []);
    assert.deepEqual(seconds, [90]);
  });
});
