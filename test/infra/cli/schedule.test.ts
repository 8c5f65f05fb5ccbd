import assert from 'node:assert/strict';
import { type SchedulerServer, schedulerServer } from '../../support/scheduler-server.ts';
import { googleCloud } from '../deploy/google-cloud.ts';
import { type Workplace, workplace } from './cli.ts';

const JOB = 'projects/p/locations/europe-west1/jobs/closte-verify-domains';

describe('closte-domains schedule', () => {
  let place: Workplace;
  let server: SchedulerServer;
  beforeEach(async () => {
    place = await workplace();
    server = await schedulerServer(JOB);
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });
  const cli = (...args: string[]) =>
    place.cli(['schedule', ...args, ...(args.includes('--job') ? [] : ['--job', JOB])], {
      CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDSCHEDULER: server.endpoint,
    });

  it('shows the job', async () => {
    const { code, stdout } = await cli('show');
    assert.equal(code, 0);
    assert.match(stdout, /cadence +\*\/5 \* \* \* \*\nstate +ENABLED\n/);
    assert.deepEqual(JSON.parse((await cli('show', '--json')).stdout), {
      name: JOB,
      cadence: '*/5 * * * *',
      state: 'ENABLED',
      lastFiredAt: '2026-11-22T10:00:00.000Z',
      nextFiringAt: '2026-11-22T10:05:00.000Z',
    });
  });

  it('pauses and resumes it, and exits with 1 while it is paused', async () => {
    assert.equal((await cli('pause')).code, 0);
    assert.equal((await cli('show')).code, 1);
    assert.equal((await cli('resume')).code, 0);
    assert.equal((await cli('show')).code, 0);
  });

  it('fires it now', async () => {
    assert.equal((await cli('run')).code, 0);
    assert.ok(server.asked.includes('POST run {}'));
  });

  it('exits with 1 if the job does not exist, and says what to do', async () => {
    const { code, stderr } = await cli('show', '--job', 'projects/p/locations/l/jobs/other');
    assert.equal(code, 1);
    assert.match(stderr, /there is no such job; deploy again, or correct its name/);
  });

  it('finds the job of the deployment by itself, in any region', async () => {
    await using cloud = await googleCloud('shop-prod');
    const name = 'projects/shop-prod/locations/europe-west4/functions/domainEvents';
    cloud.resources.set(name, { name });
    const job = 'projects/shop-prod/locations/europe-west4/jobs/closte-verify-domains';
    await using jobs = await schedulerServer(job);
    const { code, stdout } = await place.cli(['schedule', 'show', '--project', 'shop-prod'], {
      ...cloud.endpoints,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDSCHEDULER: jobs.endpoint,
    });
    assert.equal(code, 0);
    assert.match(stdout, /^job +projects\/shop-prod\/locations\/europe-west4\//);
  });

  const misuses: [args: string[], says: RegExp][] = [
    [[], /<action> is missing; give one of show, pause, resume, run/],
    [['stop'], /<action> must be one of show, pause, resume, run, not "stop"/],
    [['show', '--job', 'verify'], /--job must be projects\/P\/locations\/R\/jobs\/J/],
  ];
  for (const [args, says] of misuses) {
    it(`exits with 2 for "${args.join(' ')}", and says why`, async () => {
      const { code, stderr } = await cli(...args);
      assert.equal(code, 2);
      assert.match(stderr, says);
    });
  }

  it('exits with 2 if no job is named', async () => {
    const { code, stderr } = await place.cli(['schedule', 'show']);
    assert.equal(code, 2);
    assert.match(stderr, /no job is named; give --project, or --job NAME/);
  });
});
