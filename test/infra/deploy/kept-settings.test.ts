import assert from 'node:assert/strict';
import * as v from 'valibot';
import { type GoogleCloud, googleCloud } from './google-cloud.ts';
import { confinedGcloud, deploy, folder, WHERE } from './scripts.ts';
import { describeWith } from './tools.ts';

const FUNCTIONS = 'projects/demo-project/locations/europe-west1/functions';

describeWith(['gcloud'], 'a run of a few phases', () => {
  const run = async (cloud: GoogleCloud, flags: readonly string[]) => {
    await using here = folder();
    const environment = await confinedGcloud(here.path, cloud.endpoints);
    return deploy([...WHERE, ...flags], { environment });
  };
  const settingsOf = (cloud: GoogleCloud, target: string) =>
    v.parse(deployedSchema, cloud.resources.get(`${FUNCTIONS}/${target}`)).serviceConfig
      .environmentVariables;

  it('keeps the deployed settings, except those given by flags', async () => {
    await using cloud = await googleCloud('demo-project');
    const deployed = {
      GOOGLE_CLOUD_PROJECT: 'demo-project',
      NETWORK_DOMAIN: 'network.example.com',
      NETWORK_ADDRESSES: '203.0.113.7,203.0.113.8',
      MULTISITE_API_URL: 'https://network.example.com/wp-json',
      DNS_MAX_TRIES: '8',
      SSL_MAX_TRIES: '30',
      TLS_PORT: '8443',
      VERIFY_JOB: 'a setting of the previous version',
      EXPECTED_AUDIENCE: 'https://of-events-alone.a.run.app',
      EXPECTED_CALLERS: 'events-alone@example.com',
    };
    cloud.resources.set(`${FUNCTIONS}/domainEvents`, {
      name: `${FUNCTIONS}/domainEvents`,
      environment: 'GEN_2',
      buildConfig: { runtime: 'nodejs24' },
      serviceConfig: { environmentVariables: deployed },
    });

    const flags = ['--only=functions', '--env=SSL_MAX_TRIES=40', '--env=TLS_PORT='];
    const { code, stderr } = await run(cloud, flags);
    assert.equal(code, 0, stderr);
    const { VERIFY_JOB: _, TLS_PORT: __, EXPECTED_AUDIENCE: ___, ...rest } = deployed;
    const { EXPECTED_CALLERS: ____, ...kept } = rest;
    for (const target of ['domainEvents', 'verifyDomains']) {
      const told = settingsOf(cloud, target);
      assert.deepEqual({ ...told, ...kept, SSL_MAX_TRIES: '40' }, told);
      assert.ok(!('VERIFY_JOB' in told) && !('TLS_PORT' in told));
      assert.equal(told.STORE, 'firestore');
      assert.ok(!('EXPECTED_AUDIENCE' in told), 'those of one function are not for all');
    }
  });

  it('needs the network domain if no deployment has it', async () => {
    await using cloud = await googleCloud('demo-project');
    const { code, stderr } = await run(cloud, ['--only=functions']);
    assert.equal(code, 1);
    assert.match(stderr, /nothing is deployed yet, so the network domain is not known/);
  });
});

const deployedSchema = v.object({
  serviceConfig: v.object({ environmentVariables: v.record(v.string(), v.string()) }),
});
