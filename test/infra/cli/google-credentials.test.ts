import assert from 'node:assert/strict';
import { join } from 'node:path';
import { adviceOnRefusal } from '../../../infra/cli/google-credentials.ts';
import { type Workplace, workplace } from './cli.ts';

const LOGIN = /Run "gcloud auth application-default login", and try again\./;

describe('closte-domains without credentials for Google Cloud', () => {
  let place: Workplace;
  beforeEach(async () => {
    place = await workplace();
  });
  afterEach(() => place[Symbol.asyncDispose]());

  const deployed = () => ({
    STORE: 'firestore',
    GOOGLE_CLOUD_PROJECT: 'my-project',
    CLOSTE_API_KEY_SECRET: 'projects/my-project/secrets/closte-api-key/versions/latest',
    MULTISITE_API_URL: 'http://127.0.0.1:9/wp-json',
    MULTISITE_API_SECRET: 'key:secret',
    HOME: place.folder,
    METADATA_SERVER_DETECTION: 'none',
  });

  for (const command of [
    'list',
    'show shop.example.com',
    'schedule show --job projects/p/locations/europe-west1/jobs/j',
    'test-connection',
    'reconcile --dry-run',
    'let-go',
    'rejected',
    'network show',
  ]) {
    it(`names the command that fixes it: ${command}`, async () => {
      const { code, stdout, stderr } = await place.cli(command.split(' '), deployed());
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, LOGIN);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    });
  }

  it('names that command if their file does not exist', async () => {
    const file = join(place.folder, 'gone.json');
    const environment = { ...deployed(), GOOGLE_APPLICATION_CREDENTIALS: file };
    const { code, stderr } = await place.cli(['list'], environment);
    assert.equal(code, 1);
    assert.match(stderr, /gone\.json/);
    assert.match(stderr, LOGIN);
  });

  it('names the variable if the project is unknown', async () => {
    const { code, stderr } = await place.cli(['list'], { ...deployed(), GOOGLE_CLOUD_PROJECT: '' });
    assert.equal(code, 1);
    assert.match(stderr, /Set GOOGLE_CLOUD_PROJECT to the project of the deployment\./);
  });
});

describe('the advice on a call that Google Cloud refused', () => {
  const rows: readonly (readonly [reason: string, advice: RegExp | undefined])[] = [
    ['7 PERMISSION_DENIED: Missing or insufficient permissions.', /lacks a role on the project/],
    [
      '7 PERMISSION_DENIED: Cloud Firestore API has not been used in project 123 before or it is disabled.',
      /Check whether this is the project of the deployment: /,
    ],
    [
      '5 NOT_FOUND: The database (default) does not exist for project other-project',
      /Check whether this is the project of the deployment: /,
    ],
    [
      '7 PERMISSION_DENIED: Your application is authenticating by using local Application Default Credentials. The firestore.googleapis.com API requires a quota project, which is not set by default.',
      /gcloud auth application-default set-quota-project/,
    ],
    [
      '7 PERMISSION_DENIED: Permission denied on resource project no-such-project.',
      /Check whether this is the project .* If it is, your account lacks a role on it\./,
    ],
    ['16 UNAUTHENTICATED: Request had invalid authentication credentials.', LOGIN],
    ['invalid_grant: reauth related error (invalid_rapt)', LOGIN],
    ['14 UNAVAILABLE: No connection established', undefined],
  ];
  for (const [reason, advice] of rows) {
    it(`${advice ? 'names the remedy' : 'is nothing about credentials'}: ${reason}`, () => {
      const given = adviceOnRefusal(new Error(reason));
      if (advice) assert.match(given ?? '', advice);
      else assert.equal(given, undefined);
    });
  }
});
