import assert from 'node:assert/strict';
import { createVerify, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from '../../deploy/tools.ts';
import { CONFIGURED, run, tell } from './plugin.ts';

const { PUBSUB_EMULATOR_HOST: _, ...REAL } = CONFIGURED;

describeWith(['php'], 'the credentials of the publisher plugin', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const key = {
    type: 'service_account',
    client_email: 'publisher@my-project.iam.gserviceaccount.com',
    private_key_id: 'abc123',
    private_key: privateKey,
  };
  const folder = mkdtempSync(join(tmpdir(), 'closte-key-'));
  const file = join(folder, 'key.json');
  writeFileSync(file, JSON.stringify(key));
  after(() => rmSync(folder, { recursive: true }));

  const PUBLISH = "do_action( 'wu_add_domain', 'a.example.com', 7 ); do_action( 'shutdown' );";
  const AUTHORIZATION = "World::tell( World::$requests[0]['headers']['Authorization'] );";

  for (const [given, credentials] of [
    ['JSON', JSON.stringify(key)],
    ['a file', file],
  ] as const) {
    it(`sign a token for Pub/Sub that is valid for an hour, given as ${given}`, () => {
      const constants = { ...REAL, CLOSTE_SYNC_CREDENTIALS: credentials };
      const before = Math.floor(Date.now() / 1000);
      const authorization = tell(`${PUBLISH} ${AUTHORIZATION}`, { constants });
      assert.ok(typeof authorization === 'string');
      const [header = '', claims = '', signature = ''] = authorization
        .replace(/^Bearer /, '')
        .split('.');
      const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
      assert.deepEqual(read(header), { alg: 'RS256', typ: 'JWT', kid: 'abc123' });
      const { iat, exp, ...others } = read(claims);
      assert.deepEqual(others, {
        iss: key.client_email,
        sub: key.client_email,
        aud: 'https://pubsub.googleapis.com/',
      });
      assert.ok(iat >= before && iat <= Date.now() / 1000);
      assert.equal(exp - iat, 3600);
      const verify = createVerify('RSA-SHA256').update(`${header}.${claims}`);
      assert.ok(verify.verify(publicKey, signature, 'base64url'));
    });
  }

  it('go to Google, and nowhere else', () => {
    const constants = { ...REAL, CLOSTE_SYNC_CREDENTIALS: file };
    const urls = tell(`${PUBLISH} World::tell( array_column( World::$requests, 'url' ) );`, {
      constants,
    });
    assert.deepEqual(urls, [
      'https://pubsub.googleapis.com/v1/projects/my-project/topics/closte-domain-events:publish',
    ]);
  });

  it('are kept as a token in the process until a minute before it expires', () => {
    const constants = { ...REAL, CLOSTE_SYNC_CREDENTIALS: file };
    const same = tell(
      'World::tell( Closte_Domain_Sync\\access_token( 0 ) === Closte_Domain_Sync\\access_token( 0 ) );',
      { constants },
    );
    assert.equal(same, true);
    const asked = tell(
      `World::$answers = array_map( fn( $name ) => array( 'status' => 200, 'body' => json_encode( array( 'access_token' => $name, 'expires_in' => 'short' === $name ? 59 : 3600 ) ) ), array( 'short', 'long' ) );
			$token = fn() => Closte_Domain_Sync\\access_token( microtime( true ) + 5 );
			World::tell( array( $token(), $token(), $token() ) );`,
      { constants: REAL },
    );
    assert.deepEqual(asked, ['short', 'long', 'long']);
  });

  it('are the machine’s own if none are given', () => {
    const [asked, published] = requestsOf(
      `World::$answers = array( array( 'status' => 200, 'body' => '{"access_token":"from-the-machine","expires_in":3600}' ) ); ${PUBLISH}`,
    );
    assert.match(
      asked?.url ?? '',
      /^http:\/\/169\.254\.169\.254\/computeMetadata\/v1\/instance\/service-accounts\/default\/token$/,
    );
    assert.equal(asked?.headers['Metadata-Flavor'], 'Google');
    assert.equal(published?.headers.Authorization, 'Bearer from-the-machine');
  });

  it('are reported as missing, with the constant to define, if the machine has none', () => {
    const { told } = run(
      `World::$answers = array( 'no route' ); ${PUBLISH} World::tell( Closte_Domain_Sync\\failure()['error'] );`,
      { constants: REAL },
    );
    assert.match(String(told), /^Define CLOSTE_SYNC_CREDENTIALS in wp-config\.php/);
  });

  for (const [fault, credentials, said] of [
    ['a file that is not there', join(folder, 'none.json'), /names a file that PHP cannot read/],
    ['a folder', tmpdir(), /names a file that PHP cannot read/],
    ['something else', '{"type":"authorized_user"}', /is neither the key of a service account/],
    ['JSON that ends early', JSON.stringify(key).slice(0, 100), /is neither the key of a service/],
    [
      'a file that is not a key',
      JSON.stringify({ ...key, private_key: 'secret-words' }),
      /private key in CLOSTE_SYNC_CREDENTIALS cannot be read/,
    ],
  ] as const) {
    it(`are reported as wrong if they are ${fault}, and events wait`, () => {
      const { told, log } = run(
        `${PUBLISH} World::tell( array( Closte_Domain_Sync\\missing(), count( World::outbox() ), World::$options ) );`,
        { constants: { ...REAL, CLOSTE_SYNC_CREDENTIALS: credentials } },
      );
      assert.ok(Array.isArray(told));
      const [[missing], waiting] = told;
      assert.match(missing, said);
      assert.equal(waiting, 1);
      assert.doesNotMatch(log + JSON.stringify(told), /secret-words|BEGIN PRIVATE KEY/);
    });
  }

  for (const status of [400, 401, 403, 404, 500]) {
    it(`stay out of options, log and messages when Pub/Sub answers ${status} and repeats them`, () => {
      const { told, log } = run(
        `$token = Closte_Domain_Sync\\access_token( 0 );
				World::$answers = array_fill( 0, 2, array( 'status' => ${status}, 'body' => $token ) ); ${PUBLISH}
				World::tell( array( $token, json_encode( array( World::$options, Closte_Domain_Sync\\test_connection(), Closte_Domain_Sync\\standing() ) ) ) );`,
        { constants: { ...REAL, CLOSTE_SYNC_CREDENTIALS: file } },
      );
      assert.ok(Array.isArray(told));
      const [token, everything] = told;
      assert.match(everything, new RegExp(`Sub answered ${status}`));
      assert.ok(!everything.includes(token) && !log.includes(token));
      assert.doesNotMatch(everything + log, /PRIVATE KEY/);
    });
  }
});

interface Request {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

function requestsOf(script: string): readonly Request[] {
  const told = tell(`${script} World::tell( World::$requests );`, { constants: REAL });
  assert.ok(isRequests(told));
  return told;
}

function isRequests(told: unknown): told is Request[] {
  return Array.isArray(told) && told.every((request) => typeof request.headers === 'object');
}
