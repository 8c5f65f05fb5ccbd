import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import {
  createCertificateAuthority,
  type IssuedCertificate,
} from '../../../../infra/local/sandbox/certificate-authority.ts';
import {
  DEFAULT_CERTIFICATE_NAME,
  type TlsServer,
  tlsServer,
} from '../../../../infra/local/sandbox/tls-server.ts';

describe('the sandbox’s TLS server', () => {
  const certificates = new Map<string, IssuedCertificate>();
  let server: TlsServer;
  beforeEach(async () => {
    server = await tlsServer({ certificateFor: (name) => certificates.get(name) });
  });
  afterEach(() => server.close());

  async function namesShownFor(servername: string): Promise<string | undefined> {
    const { address: host, port } = server;
    const socket = connect({ host, port, servername, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    const certificate = socket.getPeerX509Certificate();
    socket.destroy();
    return certificate?.subjectAltName;
  }

  it('shows a self-signed certificate if it has no other', async () => {
    assert.equal(await namesShownFor('shop.example.com'), `DNS:${DEFAULT_CERTIFICATE_NAME}`);
    assert.equal(await namesShownFor(''), `DNS:${DEFAULT_CERTIFICATE_NAME}`);
  });

  it('shows the current certificate', async () => {
    const authority = await createCertificateAuthority();
    await namesShownFor('shop.example.com');
    certificates.set('shop.example.com', await authority.issue({ names: ['shop.example.com'] }));
    assert.equal(await namesShownFor('shop.example.com'), 'DNS:shop.example.com');
    certificates.set('shop.example.com', await authority.issue({ names: ['*.example.com'] }));
    assert.equal(await namesShownFor('shop.example.com'), 'DNS:*.example.com');
  });

  it('remembers which names were asked for', async () => {
    await namesShownFor('a.example.com');
    await namesShownFor('b.example.com');
    assert.deepEqual(server.handshakes, ['a.example.com', 'b.example.com']);
  });

  it('closes the connection if it has no certificate', async () => {
    const failing = await tlsServer({ certificateFor: () => Promise.reject(new Error('no')) });
    const { address: host, port } = failing;
    const socket = connect({ host, port, servername: 'a.example', rejectUnauthorized: false });
    try {
      await assert.rejects(once(socket, 'secureConnect'));
    } finally {
      await failing.close();
    }
  });

  it('answers a request, so that a browser has something to show', async () => {
    const { address: host, port } = server;
    const socket = connect({ host, port, rejectUnauthorized: false });
    socket.write('GET / HTTP/1.1\r\nHost: shop.example.com\r\n\r\n');
    assert.match(await text(socket), /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nok\n$/);
  });

  it('listens at the given address', async () => {
    const other = await tlsServer({
      certificateFor: () => undefined,
      address: '127.0.0.2',
      port: 0,
    });
    try {
      assert.equal(other.address, '127.0.0.2');
      const socket = connectTcp(other.port, '127.0.0.2');
      await once(socket, 'connect');
      socket.destroy();
    } finally {
      await other.close();
    }
  });

  it('closes promptly, whoever is still connected', async () => {
    const other = await tlsServer({ certificateFor: () => undefined });
    const idle = connectTcp(other.port, other.address);
    idle.on('error', () => {});
    await once(idle, 'connect');
    const gone = new Promise((resolve) => idle.once('close', resolve));
    await other.close();
    await gone;
  });
});
