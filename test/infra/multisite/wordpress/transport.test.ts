import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificateAuthority } from '../../../../infra/local/sandbox/certificate-authority.ts';
import type { Network } from '../../../support/wordpress.ts';
import { describeInWordPress } from './in-wordpress.ts';

/** A million bytes by way of WordPress' own library. */
const SEND = `
  try {
    $transport = new Closte_Domain_Sync\\Bounded_Transport( microtime( true ) + 20 );
    $options   = array( 'transport' => $transport, 'verify' => $given['trusted'] );
    $answer    = Requests::request( $given['url'], array(), str_repeat( 'z', 1000000 ), 'POST', $options );
    return array( $answer->status_code, $answer->body );
  } catch ( Requests_Exception $failed ) {
    return $failed->getMessage();
  }`;

describeInWordPress('what the plugin sends with where PHP has no curl', (wordPress) => {
  let network: Network;
  let folder: string;
  let server: Server;
  let port: number;
  before(async () => {
    network = await (await wordPress()).network();
    folder = await mkdtemp(join(tmpdir(), 'closte-transport-'));
    const [ours, other] = await Promise.all(
      ['ours', 'other'].map((name) => createCertificateAuthority({ name })),
    );
    if (!ours || !other) throw new Error('no authority');
    await writeFile(join(folder, 'ours'), ours.certificatePem);
    await writeFile(join(folder, 'other'), other.certificatePem);
    const { certificatePem, privateKeyPem } = await ours.issue({ names: ['localhost'] });
    server = createServer({ cert: certificatePem, key: privateKeyPem }, (request, response) => {
      let length = 0;
      request.on('data', (chunk: Buffer) => {
        length += chunk.length;
      });
      request.on('end', () => {
        // A client that asks to close the connection does not get that here.
        response.shouldKeepAlive = true;
        if (request.url === '/chunks') response.write('in chunks: ');
        response.end(String(length));
      });
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(0, '127.0.0.1', resolve);
    await promise;
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    port = address.port;
  });
  after(async () => {
    server?.closeAllConnections();
    server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const send = (host: string, path: string, authority: string) =>
    network.php(SEND, { url: `https://${host}:${port}${path}`, trusted: join(folder, authority) });

  it('has the answer as soon as it is whole', async () => {
    assert.deepEqual(await send('localhost', '/', 'ours'), [200, '1000000']);
    assert.deepEqual(await send('localhost', '/chunks', 'ours'), [200, 'in chunks: 1000000']);
  });

  it('trusts no certificate of another authority, or for another name', async () => {
    assert.equal(await send('localhost', '/', 'other'), 'no connection to localhost');
    assert.equal(await send('127.0.0.1', '/', 'ours'), 'no connection to 127.0.0.1');
  });
});
