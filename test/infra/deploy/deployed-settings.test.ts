import assert from 'node:assert/strict';
import { SETTINGS } from '../../../shared/settings/environment-schema.ts';
import { GOOGLE_VARIABLES } from '../../../shared/settings/google-environment.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { describedVariables } from '../../../shared/settings/variable.ts';
import { deployments, flag, settingsOf } from './commands.ts';
import { dryRun } from './scripts.ts';

describe('the settings of the deployed functions', () => {
  it('passes the functions their settings, with commas unchanged', async () => {
    for (const command of deployments(
      await dryRun(['--network-addresses=203.0.113.7,203.0.113.8']),
    )) {
      const told = settingsOf(command);
      assert.deepEqual(
        told.filter((one) => !one.startsWith('EXPECTED_')),
        [
          '^',
          '^GOOGLE_CLOUD_PROJECT=demo-project',
          'STORE=firestore',
          'CLOSTE_API_KEY_SECRET=projects/demo-project/secrets/closte-api-key/versions/latest',
          'NETWORK_DOMAIN=network.example.com',
          'NETWORK_ADDRESSES=203.0.113.7,203.0.113.8',
          'STATUS_TOPIC=closte-domain-status',
          'REJECTED_TOPIC=closte-domain-rejected',
          'SWEEP_TOPIC=closte-domain-sweep',
        ],
      );
    }
  });

  /** The expected callers in each deployment of a function, by the name of the function. */
  const expectations = async (flags: readonly string[]) => {
    const told: Record<string, string[][]> = {};
    for (const command of deployments(await dryRun(flags))) {
      const [, , , target = ''] = command.split(' ');
      const settings = settingsOf(command);
      told[target] ??= [];
      told[target].push(settings.filter((one) => one.startsWith('EXPECTED_')));
    }
    return told;
  };
  const expected = (target: string, ...callers: string[]) => [
    `EXPECTED_AUDIENCE=https://${target}-HASH.a.run.app`,
    `EXPECTED_CALLERS=${callers.join()}`,
  ];
  const EVENTS = 'closte-events@demo-project.iam.gserviceaccount.com';
  const SWEEP = 'closte-sweep@demo-project.iam.gserviceaccount.com';
  const SCHEDULER = 'closte-scheduler-invoker@demo-project.iam.gserviceaccount.com';

  it('sets the expected account and audience of each function with a schedule or a topic, on request', async () => {
    const told = await expectations(['--verify-callers', '--assume=deployed']);
    const { domainEvents, sweepDomains, verifyDomains, reconcileDomains, domainStatus } = told;
    assert.deepEqual(domainEvents, [expected('domainEvents', EVENTS)]);
    assert.deepEqual(sweepDomains, [expected('sweepDomains', SWEEP)]);
    assert.deepEqual(verifyDomains, [expected('verifyDomains', SCHEDULER)]);
    assert.deepEqual(reconcileDomains, [expected('reconcileDomains', SCHEDULER)]);
    assert.deepEqual(domainStatus, [[]]);
  });

  it('sets the expected account of a new function as soon as it has an address', async () => {
    const { domainEvents, domainStatus } = await expectations(['--verify-callers']);
    assert.deepEqual(domainEvents, [[], expected('domainEvents', EVENTS)]);
    assert.deepEqual(domainStatus, [[]]);
  });

  it('sets the programs that may call the status page, if given', async () => {
    const callers = ['a@p.iam.gserviceaccount.com', 'b@p.iam.gserviceaccount.com'];
    const flags = ['--assume=deployed', `--status-callers=${callers.join()}`];
    const { domainStatus } = await expectations(flags);
    assert.deepEqual(domainStatus, [expected('domainStatus', ...callers)]);
  });

  it('sets no expected caller by default: Cloud Run may remove the signature', async () => {
    for (const flags of [[], ['--assume=deployed']]) {
      assert.deepEqual(Object.values(await expectations(flags)).flat(2), []);
    }
  });

  it('sets the multisite and its credentials, if given', async () => {
    const flags = ['--multisite-api-url=https://network.example.com/wp-json'];
    for (const command of deployments(await dryRun(flags))) {
      const told = settingsOf(command);
      assert.deepEqual(
        told.filter((one) => one.startsWith('MULTISITE_')),
        [
          'MULTISITE_API_URL=https://network.example.com/wp-json',
          'MULTISITE_API_SECRET=projects/demo-project/secrets/closte-multisite-api/versions/latest',
        ],
      );
    }
  });

  it('passes the functions only settings, and only those that are allowed on Cloud Run', async () => {
    const flags = ['--multisite-api-url=https://network.example.com/wp-json'];
    const declared = [SETTINGS, GOOGLE_VARIABLES].flatMap(describedVariables);
    const names = new Set(declared.map(({ name }) => name));
    for (const command of deployments(await dryRun(flags))) {
      const told =
        flag(command, 'set-env-vars')
          ?.replaceAll(/'|\^;\^/g, '')
          .split(';') ?? [];
      const environment = Object.fromEntries(told.map((one) => one.split(/=(.*)/s)));
      assert.deepEqual(
        Object.keys(environment).filter((name) => !names.has(name)),
        [],
      );
      const settings = readSettings({ ...environment, K_SERVICE: 'a-function' });
      assert.deepEqual(settings.store, { kind: 'firestore' });
    }
  });
});
