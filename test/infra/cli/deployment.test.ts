import assert from 'node:assert/strict';
import { environmentOf } from '../../../infra/cli/deployment.ts';

describe('the environment of a project that is named', () => {
  const secret = 'projects/shop-prod/secrets/closte-api-key/versions/latest';
  const rules: [what: string, given: Record<string, string>, key: string | undefined][] = [
    ['has the secret of its deployment', {}, secret],
    ['has another secret that is set', { CLOSTE_API_KEY_SECRET: 'other' }, 'other'],
    [
      'has no secret on emulators, which have no Secret Manager',
      { FIRESTORE_EMULATOR_HOST: '127.0.0.1:8901' },
      undefined,
    ],
    [
      'has its secret on an emulator beside a Secret Manager',
      {
        FIRESTORE_EMULATOR_HOST: '127.0.0.1:8901',
        CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER: 'http://127.0.0.1:8903/',
      },
      secret,
    ],
  ];
  for (const [what, given, key] of rules) {
    it(what, () => {
      const environment = environmentOf({ project: 'shop-prod' }, given);
      assert.deepEqual(
        [environment.CLOSTE_API_KEY_SECRET, environment.STORE, environment.GOOGLE_CLOUD_PROJECT],
        [key, 'firestore', 'shop-prod'],
      );
    });
  }
});
