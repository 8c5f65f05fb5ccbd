import assert from 'node:assert/strict';
import { examineFunctions } from '../../../../infra/cli/doctor/functions.ts';
import { googleApi } from '../../../../infra/cli/doctor/google-api.ts';
import { FUNCTIONS } from '../../../../infra/cli/doctor/inventory.ts';

const SHARED = { STORE: 'firestore', NETWORK_DOMAIN: 'network.example.com' };

/** The doctor's findings on functions with these settings, in addition to the common ones. */
function toldOf(own: (target: string) => Readonly<Record<string, string>>) {
  const functions = FUNCTIONS.map(({ target }) => ({
    name: `projects/p/locations/europe-west1/functions/${target}`,
    state: 'ACTIVE',
    serviceConfig: { environmentVariables: { ...SHARED, ...own(target) } },
  }));
  const environment = { ...SHARED, ...own('domainEvents') };
  const api = googleApi({});
  const cloud = { api, project: 'p', region: 'europe-west1', functions, environment };
  return examineFunctions(cloud).at(-1);
}

describe('the settings of the functions', () => {
  it('are right if they are the same for all, except for each one’s expected callers', () => {
    const finding = toldOf((target) => ({
      LOG_EXECUTION_ID: target,
      EXPECTED_AUDIENCE: `https://${target.toLowerCase()}-abc123-uc.a.run.app`,
      EXPECTED_CALLERS: `${target}@example.com`,
    }));
    assert.deepEqual(
      [finding?.state, finding?.seen],
      ['well', 'can be read, and are the same for all'],
    );
  });

  it('are wrong if one function has different ones', () => {
    const finding = toldOf((target) => ({ DNS_MAX_TRIES: target === 'domainEvents' ? '5' : '8' }));
    assert.equal(finding?.state, 'wrong');
  });
});
