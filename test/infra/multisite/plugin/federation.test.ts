import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from '../../deploy/tools.ts';
import { CONFIGURED, run, tell } from './plugin.ts';

const { PUBSUB_EMULATOR_HOST: _, ...REAL } = CONFIGURED;

const STS = 'https://sts.googleapis.com/v1/token';
const ACCOUNT = 'closte-multisite-publisher@my-project.iam.gserviceaccount.com';
const IMPERSONATION = `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${ACCOUNT}:generateAccessToken`;
const AUDIENCE =
  '//iam.googleapis.com/projects/123456/locations/global/workloadIdentityPools/closte-sync/providers/wordpress';

describeWith(['php'], 'the credentials without a key, of the publisher plugin', () => {
  const folder = mkdtempSync(join(tmpdir(), 'closte-federation-'));
  const tokenFile = join(folder, 'token');
  writeFileSync(tokenFile, 'an-outside-token\n');
  const jsonFile = join(folder, 'token.json');
  writeFileSync(jsonFile, JSON.stringify({ id_token: 'an-outside-token' }));
  after(() => rmSync(folder, { recursive: true }));

  /** The configuration as `gcloud iam workload-identity-pools create-cred-config` writes it. */
  const external = (changes: object = {}) => ({
    type: 'external_account',
    universe_domain: 'googleapis.com',
    audience: AUDIENCE,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: STS,
    credential_source: { file: tokenFile, format: { type: 'text' } },
    ...changes,
  });
  const actsAs = { service_account_impersonation_url: IMPERSONATION };

  /** The requests that are sent when an event is published, with these answers before Pub/Sub's own. */
  function requests(credentials: object, answers: readonly object[]): readonly Request[] {
    const told = tell(
      `World::$answers = json_decode( '${JSON.stringify(answers)}', true );
			do_action( 'wu_add_domain', 'a.example.com', 7 ); do_action( 'shutdown' );
			World::tell( World::$requests );`,
      { constants: { ...REAL, CLOSTE_SYNC_CREDENTIALS: JSON.stringify(credentials) } },
    );
    assert.ok(isRequests(told));
    return told;
  }
  const answer = (body: object) => ({ status: 200, body: JSON.stringify(body) });
  const EXCHANGED = answer({ access_token: 'exchanged', expires_in: 3600, token_type: 'Bearer' });
  const ACTS = answer({
    accessToken: 'of-the-account',
    expireTime: new Date(Date.now() + 3600_000).toISOString(),
  });

  it('exchange another issuer’s token for one of Google’s', () => {
    const [asked, published] = requests(external(), [EXCHANGED]);
    assert.equal(asked?.url, STS);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(asked.body)), {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      audience: AUDIENCE,
      scope: 'https://www.googleapis.com/auth/pubsub',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      subject_token: 'an-outside-token',
    });
    assert.match(published?.url ?? '', /^https:\/\/pubsub\.googleapis\.com\//);
    assert.equal(published?.headers.Authorization, 'Bearer exchanged');
  });

  it('act as the service account, if they say so', () => {
    const [, acted, published] = requests(external(actsAs), [EXCHANGED, ACTS]);
    assert.equal(acted?.url, IMPERSONATION);
    assert.equal(acted.headers.Authorization, 'Bearer exchanged');
    assert.deepEqual(JSON.parse(acted.body), {
      scope: ['https://www.googleapis.com/auth/pubsub'],
      lifetime: '3600s',
    });
    assert.equal(published?.headers.Authorization, 'Bearer of-the-account');
  });

  it('act as the service account from the key of another', () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    const source = {
      type: 'service_account',
      client_email: 'web@other-project.iam.gserviceaccount.com',
      private_key: privateKey,
    };
    const credentials = {
      type: 'impersonated_service_account',
      source_credentials: source,
      delegates: [],
      ...actsAs,
    };
    const [acted, published] = requests(credentials, [ACTS]);
    const [, claims = ''] = (acted?.headers.Authorization ?? '').split('.');
    const { iss, aud } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    assert.deepEqual([iss, aud], [source.client_email, 'https://iamcredentials.googleapis.com/']);
    assert.equal(published?.headers.Authorization, 'Bearer of-the-account');
  });

  it('read a token in JSON, too', () => {
    const format = { type: 'json', subject_token_field_name: 'id_token' };
    const [asked] = requests(external({ credential_source: { file: jsonFile, format } }), [
      EXCHANGED,
    ]);
    assert.equal(new URLSearchParams(asked?.body).get('subject_token'), 'an-outside-token');
  });

  it('read a token at a URL, too, with the headers that it takes', () => {
    const url = 'http://169.254.169.254/metadata/identity/oauth2/token';
    const format = { type: 'json', subject_token_field_name: 'access_token' };
    const source = { url, headers: { Metadata: 'True' }, format };
    const [first, asked] = requests(external({ credential_source: source }), [
      answer({ access_token: 'of-the-machine' }),
      EXCHANGED,
    ]);
    assert.deepEqual([first?.url, first?.headers.Metadata], [url, 'True']);
    assert.equal(new URLSearchParams(asked?.body).get('subject_token'), 'of-the-machine');
  });

  it('are shown as the impersonated account, or else as the audience of the exchange', () => {
    const as = (credentials: object) =>
      tell('World::tell( Closte_Domain_Sync\\publisher() );', {
        constants: { ...REAL, CLOSTE_SYNC_CREDENTIALS: JSON.stringify(credentials) },
      });
    assert.equal(as(external(actsAs)), ACCOUNT);
    assert.equal(as(external()), AUDIENCE);
  });

  const faults: readonly (readonly [what: string, credentials: object, said: RegExp])[] = [
    [
      'an issuer that cannot be read',
      external({ credential_source: { environment_id: 'aws1' } }),
      /no credential_source with a file or a url/,
    ],
    [
      'a token_url elsewhere',
      external({ token_url: 'https://sts.example.com/v1/token' }),
      /a token_url that is not Google's/,
    ],
    [
      'a token_url that only looks like it',
      external({ token_url: 'https://sts.example.com/.googleapis.com/' }),
      /a token_url that is not Google's/,
    ],
    ['no audience', external({ audience: undefined }), /external_account without audience/],
    [
      'an account elsewhere',
      external({ service_account_impersonation_url: 'https://example.com/' }),
      /a service_account_impersonation_url that is not Google's/,
    ],
    [
      'the login of a person',
      {
        type: 'impersonated_service_account',
        ...actsAs,
        source_credentials: { type: 'authorized_user', refresh_token: 'secret-words' },
      },
      /on behalf of a person, whose login expires/,
    ],
  ];
  for (const [what, credentials, said] of faults) {
    it(`are reported as wrong with ${what}, before they are used`, () => {
      const { told, log } = run(
        `do_action( 'wu_add_domain', 'a.example.com', 7 ); do_action( 'shutdown' );
				World::tell( array( Closte_Domain_Sync\\missing()[0], World::$requests ) );`,
        { constants: { ...REAL, CLOSTE_SYNC_CREDENTIALS: JSON.stringify(credentials) } },
      );
      assert.ok(Array.isArray(told));
      assert.match(told[0], said);
      assert.deepEqual(told[1], []);
      assert.doesNotMatch(JSON.stringify(told) + log, /secret-words/);
    });
  }

  const refusals: readonly (readonly [what: string, answers: readonly object[], said: RegExp])[] = [
    [
      'the exchange is refused',
      [{ status: 400, body: 'an-outside-token' }],
      /exchange of tokens was answered with 400/,
    ],
    [
      'the account may not be acted as',
      [EXCHANGED, { status: 403, body: 'exchanged' }],
      /to act as the service account was answered with 403/,
    ],
  ];
  for (const [what, answers, said] of refusals) {
    it(`are not shown, and the event waits, if ${what}`, () => {
      const { told, log } = run(
        `World::$answers = json_decode( '${JSON.stringify(answers)}', true );
				do_action( 'wu_add_domain', 'a.example.com', 7 ); do_action( 'shutdown' );
				World::tell( array( Closte_Domain_Sync\\failure()['error'], count( World::outbox() ) ) );`,
        { constants: { ...REAL, CLOSTE_SYNC_CREDENTIALS: JSON.stringify(external(actsAs)) } },
      );
      assert.ok(Array.isArray(told));
      assert.match(told[0], said);
      assert.equal(told[1], 1);
      assert.doesNotMatch(JSON.stringify(told) + log, /an-outside-token|exchanged"/);
    });
  }

  it('report that there is no token of the other issuer', () => {
    const gone = external({ credential_source: { file: join(folder, 'gone') } });
    const { told } = run(
      `do_action( 'wu_add_domain', 'a.example.com', 7 ); do_action( 'shutdown' );
			World::tell( Closte_Domain_Sync\\failure()['error'] );`,
      { constants: { ...REAL, CLOSTE_SYNC_CREDENTIALS: JSON.stringify(gone) } },
    );
    assert.match(String(told), /the credential_source of CLOSTE_SYNC_CREDENTIALS gives no token/);
  });
});

interface Request {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function isRequests(told: unknown): told is Request[] {
  return Array.isArray(told) && told.every((request) => typeof request.headers === 'object');
}
