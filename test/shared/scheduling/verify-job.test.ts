import assert from 'node:assert/strict';
import { VerifyJobError, verifyJob } from '../../../shared/scheduling/verify-job.ts';
import { type SchedulerServer, schedulerServer } from '../../support/scheduler-server.ts';

const NAME = 'projects/p/locations/europe-west1/jobs/closte-verify-domains';
const OVERRIDE = 'CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDSCHEDULER';

describe('the job that fires the sweep', () => {
  let server: SchedulerServer;
  before(async () => {
    server = await schedulerServer(NAME);
    process.env[OVERRIDE] = server.endpoint;
  });
  after(async () => {
    delete process.env[OVERRIDE];
    await server[Symbol.asyncDispose]();
  });
  const job = verifyJob(NAME);

  it('is read', async () => {
    assert.deepEqual(await job.read(), {
      name: NAME,
      cadence: '*/5 * * * *',
      state: 'ENABLED',
      lastFiredAt: '2026-11-22T10:00:00.000Z',
      nextFiringAt: '2026-11-22T10:05:00.000Z',
    });
  });

  it('is paused, resumed and fired', async () => {
    await job.pause();
    assert.equal((await job.read()).state, 'PAUSED');
    await job.resume();
    assert.equal((await job.read()).state, 'ENABLED');
    await job.run();
    assert.equal(server.asked.at(-1), 'POST run {}');
  });

  it('reports what to do if it does not exist', async () => {
    await assert.rejects(
      verifyJob('projects/p/locations/l/jobs/other').read(),
      (error) =>
        error instanceof VerifyJobError && /there is no such job; deploy/.test(error.message),
    );
  });

  it('reports which role to grant if access is denied', async () => {
    server.status = 403;
    await assert.rejects(job.run(), /grant it roles\/cloudscheduler\.admin/);
    server.status = 200;
  });
});
