import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { contentOf, type GoogleCloud, googleCloud } from './google-cloud.ts';
import { confinedGcloud, deploy, finished, folder, NEEDED, start } from './scripts.ts';
import { describeWith } from './tools.ts';

const PROJECT = 'projects/demo-project';
const REGION = `${PROJECT}/locations/europe-west1`;
const SECRET = `${PROJECT}/secrets/closte-api-key`;

describeWith(['gcloud'], 'a deployment that was cut off', () => {
  const flags = [...NEEDED, '--only=secret,scheduler'];

  it('is completed by the next one', async () => {
    await using here = folder();
    const key = join(here.path, 'key');
    writeFileSync(key, 'the-key');
    await using cut = await cloudWithScheduled();
    await using whole = await cloudWithScheduled();
    const run = async (cloud: GoogleCloud) =>
      start('infra/deploy.sh', [...flags, `--api-key-file=${key}`], {
        environment: await confinedGcloud(mkdtempSync(join(here.path, 'gcloud-')), cloud.endpoints),
      });

    const uncut = finished(await run(whole));
    const child = await run(cut);
    const end = finished(child);
    // The secret exists, but does not contain the key yet.
    while (!cut.resources.has(SECRET) && child.exitCode === null) await sleep(5);
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await end;
    assert.equal((await uncut).code, 0);
    assert.notDeepEqual(contentOf(cut), contentOf(whole));

    const { code, stderr } = await finished(await run(cut));
    assert.equal(code, 0, stderr);
    assert.deepEqual(contentOf(cut), contentOf(whole));
  });

  it('restores changed settings, but not the hour of the reconciliation', async () => {
    await using here = folder();
    await using cloud = await cloudWithScheduled();
    const environment = await confinedGcloud(here.path, cloud.endpoints);
    const run = () => deploy([...NEEDED, '--only=scheduler'], { environment });
    assert.equal((await run()).code, 0);
    const [sweep, reconciliation] = ['verify', 'reconcile'].map(
      (job) => `${REGION}/jobs/closte-${job}-domains`,
    );
    const changed = (name = '', changes: object) => {
      const job = cloud.resources.get(name) ?? {};
      cloud.resources.set(name, { ...job, ...changes });
      return job;
    };

    const swept = changed(sweep, { schedule: '*/5 * * * *' });
    const reconciled = changed(reconciliation, { schedule: '0 5 * * *', attemptDeadline: '15s' });
    assert.equal((await run()).code, 0);
    assert.deepEqual(cloud.resources.get(sweep ?? ''), swept);
    assert.deepEqual(cloud.resources.get(reconciliation ?? ''), {
      ...reconciled,
      schedule: '0 5 * * *',
    });
  });
});

/** A deployment with only the scheduled functions. */
async function cloudWithScheduled(): Promise<GoogleCloud> {
  const cloud = await googleCloud('demo-project');
  for (const target of ['verifyDomains', 'reconcileDomains']) {
    const name = `${REGION}/functions/${target}`;
    const serviceConfig = { uri: `https://${target.toLowerCase()}-abc123-uc.a.run.app` };
    cloud.resources.set(name, { name, environment: 'GEN_2', serviceConfig });
  }
  return cloud;
}
