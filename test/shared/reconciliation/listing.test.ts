import assert from 'node:assert/strict';
import { MultisiteError } from '../../../shared/multisite/failure.ts';
import { multisiteApi } from '../../support/multisite-api.ts';
import { MINUTE } from '../../support/records.ts';
import { newPlace, type Place } from './place.ts';

describe("the listing of the multisite's domains", () => {
  let place: Place;
  beforeEach(async () => {
    place = await newPlace();
  });
  afterEach(() => place[Symbol.asyncDispose]());

  it('reads the listing again if it changed, and relies on it once it did not', async () => {
    await place.both(150);
    place.api.onCall = (_, number) => {
      if (number === 2) place.api.rows.delete(1);
      return undefined;
    };
    assert.deepEqual(await place.run(), { multisite: 149, stored: 150, mapped: 0, unmapped: 1 });
  });

  it('waits for a multisite that is down for a moment', async () => {
    await place.both(150);
    place.api.rows.delete(7);
    place.api.onCall = ({ query }, number) =>
      query.has('page') && number % 2 === 0 ? 'down-503' : undefined;
    const { unmapped, refused } = await place.run();
    assert.deepEqual([unmapped, refused], [1, undefined]);
  });

  it('maps what it has read, and unmaps nothing, if not all can be read', async () => {
    await place.both(20);
    for (let n = 1; n <= 100; n += 1) place.api.add(`new${n}.example.com`);
    place.api.rows.delete(3);
    place.api.onCall = ({ query }) => (query.get('page') === '2' ? 'truncated' : undefined);
    const { refused, ...rest } = await place.run();
    assert.deepEqual(rest, { multisite: 100, stored: 20, mapped: 81, unmapped: 0 });
    assert.match(`${refused}`, /page 2 cannot be read: the multisite's answer is not JSON/);
  });

  it('fails if nothing can be read, and changes nothing', async () => {
    await place.both(2);
    place.api.onCall = () => 'login-page';
    await assert.rejects(place.run(), (error) => error instanceof MultisiteError);
    assert.equal(await place.intentOf('d1.example.com'), 'mapped');
  });

  it('tells people once in an hour that the credentials are refused', async () => {
    place.api.credentials = 'others:now';
    for (const _ of [1, 2, 3]) await assert.rejects(place.run(), /refuses the credentials/);
    const told = place.lines.filter(({ multisiteFailure }) => multisiteFailure === 'unauthorized');
    assert.deepEqual(
      told.map(({ level }) => level),
      [50],
    );
    place.api.credentials = 'key:secret';
    await place.run();
    assert.equal((await place.store.readSettings()).multisiteRefusal, undefined);
  });

  it('has an older clock of the multisite decide what is newer', async () => {
    await place.tell('domain.created', { domain: 'shop.example.com' }, 30_000);
    const hourAgo = new Date(Date.now() - 60 * MINUTE).toUTCString();
    await using behind = await multisiteApi();
    behind.onCall = () => undefined;
    behind.date = hourAgo;
    assert.equal((await place.run({}, behind)).unmapped, 0);
  });

  it('reads versions of 2025, which tell no number of pages', async () => {
    await using old = await multisiteApi({ version: '2025' });
    for (let n = 1; n <= 250; n += 1) old.add(`d${n}.example.com`);
    await place.tell('domain.created', { domain: 'gone.example.com' });
    const result = await place.run({}, old);
    assert.deepEqual(result, { multisite: 250, stored: 1, mapped: 250, unmapped: 1 });
  });
});
