import assert from 'node:assert/strict';
import { pino } from 'pino';
import sinon from 'sinon';
import { alignCadence } from '../../../shared/scheduling/align-cadence.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import type { Store } from '../../../shared/store/store.ts';
import { LIMITS } from '../../support/records.ts';

const policy = (seconds: number) => ({
  network: { addresses: [] },
  networkGraceMs: 0,
  limits: { ...LIMITS, checkIntervalMs: seconds * 1000 },
});
const log = pino({ level: 'silent' });

describe('aligning the cadence of the sweep', () => {
  let store: Store;
  beforeEach(async () => {
    store = await sqliteStore(':memory:');
  });
  afterEach(() => store.close());

  it('sets the job once for each interval, however often it is done', async () => {
    const setCadence = sinon.fake.resolves(undefined);
    for (const seconds of [300, 300, 60, 60, 300]) {
      await alignCadence({ setCadence }, store, policy(seconds), log);
    }
    assert.deepEqual(setCadence.args, [['*/5 * * * *'], ['* * * * *'], ['*/5 * * * *']]);
  });

  it("that fails is nobody else's failure, and is done by the next one", async () => {
    const setCadence = sinon.stub();
    setCadence.onFirstCall().rejects(new Error('no')).resolves(undefined);
    await alignCadence({ setCadence }, store, policy(60), log);
    await alignCadence({ setCadence }, store, policy(60), log);
    await alignCadence({ setCadence }, store, policy(60), log);
    assert.equal(setCadence.callCount, 2);
  });
});
