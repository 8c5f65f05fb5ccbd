import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serving } from '../../../support/loopback.ts';
import type { Network } from '../../../support/wordpress.ts';
import type { Constants } from '../../../support/wordpress-installation.ts';
import { asAdmin } from './as-admin.ts';
import { describeInWordPress, PROJECT, TOPIC } from './in-wordpress.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const ACCOUNT = `publisher@${PROJECT}.iam.gserviceaccount.com`;
const KEY = JSON.stringify({
  type: 'service_account',
  private_key_id: 'id-of-the-key',
  private_key: PEM,
  client_email: ACCOUNT,
});
const METADATA_TOKEN = 'ya29.token-of-the-machine';
/** Lines from the middle of the key. */
const KEY_LINES = PEM.split('\n').slice(3, 12);

/**
 * Publishes one event, and returns what was sent to Google. Google answers 401 with the whole request, as an
 * over-helpful proxy would.
 */
const PUBLISH = `
  putenv( 'GCE_METADATA_HOST=' . ( $given ?? '127.0.0.1:9' ) );
  $sent = array();
  add_filter( 'pre_http_request', function ( $answer, $args, $url ) use ( &$sent ) {
    if ( 0 !== strpos( $url, 'https://pubsub.googleapis.com/' ) ) {
      return $answer;
    }
    $sent[] = array( 'url' => $url, 'authorization' => $args['headers']['Authorization'] ?? null );
    return array(
      'response' => array( 'code' => 401, 'message' => 'Unauthorized' ),
      'headers'  => array(),
      'body'     => wp_json_encode( $args ),
      'cookies'  => array(),
      'filename' => null,
    );
  }, 10, 3 );
  do_action( 'wu_add_domain', 'shop.example.com', 1 );
  Closte_Domain_Sync\\drain( 20.0, true );
  return $sent;`;

interface Sent {
  readonly url: string;
  readonly authorization: string;
}

describeInWordPress('the key of the service account', (wordPress) => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'closte-key-'));
    await writeFile(join(folder, 'key.json'), KEY);
    await writeFile(join(folder, 'broken.json'), KEY.replace('BEGIN PRIVATE', 'BEGIN BROKEN'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const aNetwork = async (constants: Constants): Promise<Network> =>
    (await wordPress()).network({
      constants: { CLOSTE_SYNC_PROJECT: PROJECT, CLOSTE_SYNC_TOPIC: TOPIC, ...constants },
    });

  const publish = async (network: Network, metadataHost?: string): Promise<Sent[]> =>
    [await network.php(PUBLISH, metadataHost)].flat().map((sent) => Object(sent));

  const inFileOrConstant = () => [KEY, join(folder, 'key.json')];

  it('signs the token that is sent to Google', async () => {
    const before = Math.floor(Date.now() / 1000);
    for (const credentials of inFileOrConstant()) {
      const network = await aNetwork({ CLOSTE_SYNC_CREDENTIALS: credentials });
      const [sent] = await publish(network);
      assert.equal(
        sent?.url,
        `https://pubsub.googleapis.com/v1/projects/${PROJECT}/topics/${TOPIC}:publish`,
      );
      const [, token = ''] = /^Bearer (.+)$/.exec(sent.authorization) ?? [];
      const [header = '', claims = '', signature = ''] = token.split('.');
      const isSigned = verify(
        'sha256',
        Buffer.from(`${header}.${claims}`),
        createPublicKey(privateKey),
        Buffer.from(signature, 'base64url'),
      );
      assert.ok(isSigned);
      const { iss, sub, aud, iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString());
      assert.deepEqual([iss, sub, aud], [ACCOUNT, ACCOUNT, 'https://pubsub.googleapis.com/']);
      assert.ok(exp - iat <= 3600 && iat >= before && iat <= Date.now() / 1000);
    }
  });

  it('is not needed on a machine of Google Cloud', async () => {
    await using metadata = await serving((request, response) => {
      const isAsked = request.headers['metadata-flavor'] === 'Google';
      response.writeHead(isAsked ? 200 : 403, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ access_token: METADATA_TOKEN, expires_in: 3599 }));
    });
    const sent = await publish(await aNetwork({}), new URL(metadata.origin).host);
    assert.equal(sent[0]?.authorization, `Bearer ${METADATA_TOKEN}`);
  });

  it('is never shown, logged or stored, nor is a token', async () => {
    const shown: string[] = [];
    const broken = { type: 'service_account', client_email: ACCOUNT };
    for (const credentials of [
      ...inFileOrConstant(),
      join(folder, 'broken.json'),
      KEY.slice(0, -40),
      JSON.stringify({ ...broken, private_key: `${PEM.slice(0, 900)}` }),
    ]) {
      const network = await aNetwork({ CLOSTE_SYNC_CREDENTIALS: credentials });
      const tokens = (await publish(network)).map(({ authorization }) => authorization.slice(7));
      const server = await network.serve();
      for (const path of ['/wp-admin/network/', '/wp-admin/network/site-health.php', '/']) {
        shown.push((await asAdmin(network, server, path)).body);
      }
      for (const command of ['status', 'test', 'drain']) {
        const { output, errors } = await network.wpCli(command);
        shown.push(output, errors);
      }
      shown.push(await network.dump(), ...(await everyLog()));
      assertNoneIn(shown, [...KEY_LINES, ...tokens]);
    }
    const withoutKey = await aNetwork({});
    await using metadata = await serving((_request, response) => {
      response.end(JSON.stringify({ access_token: METADATA_TOKEN, expires_in: 3599 }));
    });
    await publish(withoutKey, new URL(metadata.origin).host);
    assertNoneIn([await withoutKey.dump(), ...(await everyLog())], [METADATA_TOKEN]);
  });

  it('is reported when the web server could serve it', async () => {
    const root = String(await (await aNetwork({})).php('return ABSPATH;'));
    const file = join(root, 'key.json');
    await writeFile(file, KEY);
    const network = await aNetwork({ CLOSTE_SYNC_CREDENTIALS: file });
    const { output } = await network.wpCli('status');
    await rm(file);
    assert.match(output, /Problem: CLOSTE_SYNC_CREDENTIALS names a file in the web root/);
  });

  const everyLog = async () => [await (await wordPress()).log()];
});

/** JSON escapes a slash with a backslash, and SQL doubles the backslash. */
function assertNoneIn(texts: readonly string[], secrets: readonly string[]): void {
  const all = texts.join('\n').replaceAll('\\', '');
  for (const secret of secrets) {
    assert.ok(!all.includes(secret), `${secret.slice(0, 12)}… is there`);
  }
}
