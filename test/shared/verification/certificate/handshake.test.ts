import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import {
  createCertificateAuthority,
  type IssuedCertificate,
  selfSignedCertificate,
} from '../../../../infra/local/sandbox/certificate-authority.ts';
import { type TlsServer, tlsServer } from '../../../../infra/local/sandbox/tls-server.ts';
import {
  type HandshakeOptions,
  handshake,
} from '../../../../shared/verification/certificate/handshake.ts';
import { spoken } from '../../../support/told.ts';

const patient: HandshakeOptions = {
  allowPrivateAddresses: true,
  signal: new AbortController().signal,
  timeoutMs: 60_000,
};
const hasty = { ...patient, timeoutMs: 300 };
const serverName = 'shop.example.com';

describe('a handshake', () => {
  let shown: IssuedCertificate;
  let server: TlsServer;
  before(async () => {
    shown = await selfSignedCertificate({ names: [serverName] });
    server = await tlsServer({ certificateFor: () => shown });
  });
  after(() => server.close());

  it('shows the certificate for the name that was asked for', async () => {
    const { port } = server;
    const seen = await handshake({ address: '127.0.0.1', port, serverName }, patient);
    assert.ok(seen.kind === 'shown');
    assert.deepEqual(seen.certificate.names, [serverName]);
    assert.equal(seen.certificate.chainError, 'DEPTH_ZERO_SELF_SIGNED_CERT');
    assert.equal(server.handshakes.at(-1), serverName);
  });

  it('sees a new certificate as soon as it is installed', async () => {
    const { port } = server;
    const names = [];
    for (const name of ['first.example', 'second.example']) {
      shown = await selfSignedCertificate({ names: [name] });
      const seen = await handshake({ address: '127.0.0.1', port, serverName }, patient);
      names.push(seen.kind === 'shown' && seen.certificate.names[0]);
    }
    assert.deepEqual(names, ['first.example', 'second.example']);
  });

  for (const address of [
    '127.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '169.254.169.254',
    '10.0.0.1',
    '203.0.113.7',
  ]) {
    it(`is never begun with ${address} unless that is allowed`, async () => {
      const before = server.handshakes.length;
      const target = { address, port: server.port, serverName };
      assert.deepEqual(
        spoken(await handshake(target, { ...patient, allowPrivateAddresses: false })),
        {
          kind: 'unreachable',
          reason: 'it is not on the public Internet',
        },
      );
      assert.equal(server.handshakes.length, before);
    });
  }

  it('is never begun with a name, which would have to be looked up', async () => {
    const target = { address: 'localhost', port: server.port, serverName };
    assert.equal((await handshake(target, patient)).kind, 'unreachable');
  });

  it('is refused if nobody listens', async () => {
    const gone = await tlsServer({ certificateFor: () => shown });
    await gone.close();
    const target = { address: '127.0.0.1', port: gone.port, serverName };
    assert.deepEqual(spoken(await handshake(target, patient)), {
      kind: 'unreachable',
      reason: 'the connection is refused',
    });
  });

  it('fails with a certificate that is too large to accept', async () => {
    const authority = await createCertificateAuthority();
    shown = await authority.issue({
      names: Array.from({ length: 9000 }, (_, i) => `name-${i}.example.com`),
    });
    const target = { address: '127.0.0.1', port: server.port, serverName };
    assert.deepEqual(spoken(await handshake(target, patient)), {
      kind: 'failed',
      reason: 'the handshake breaks off with "excessive message size"',
    });
  });

  it('does not judge keys: a weak one hides no other fault', async () => {
    // The sandbox has set up the library by now.
    const { PemConverter, X509CertificateGenerator } = await import('@peculiar/x509');
    const algorithm = {
      name: 'RSASSA-PKCS1-v1_5',
      hash: 'SHA-256',
      modulusLength: 1024,
      publicExponent: new Uint8Array([1, 0, 1]),
    };
    const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.createSelfSigned({ name: 'CN=weak', keys });
    const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
    const weak = createTlsServer({
      cert: certificate.toString('pem'),
      key: PemConverter.encode(pkcs8, 'PRIVATE KEY'),
      ciphers: 'DEFAULT:@SECLEVEL=0',
    });
    weak.listen(0, '127.0.0.1');
    await once(weak, 'listening');
    const address = weak.address();
    assert.ok(address !== null && typeof address === 'object');
    try {
      const target = { address: '127.0.0.1', port: address.port, serverName };
      const seen = await handshake(target, patient);
      assert.ok(seen.kind === 'shown');
      assert.equal(seen.certificate.chainError, 'DEPTH_ZERO_SELF_SIGNED_CERT');
    } finally {
      weak.close();
    }
  });

  for (const [version, name] of [
    ['TLSv1', 'TLS 1.0'],
    ['TLSv1.1', 'TLS 1.1'],
  ] as const) {
    it(`names the version of a server that speaks no newer one than ${name}`, async () => {
      const { certificatePem, privateKeyPem } = await selfSignedCertificate({
        names: [serverName],
      });
      const old = createTlsServer({
        cert: certificatePem,
        key: privateKeyPem,
        minVersion: version,
        maxVersion: version,
        ciphers: 'ALL:@SECLEVEL=0',
      });
      old.listen(0, '127.0.0.1');
      await once(old, 'listening');
      const address = old.address();
      assert.ok(address !== null && typeof address === 'object');
      try {
        const target = { address: '127.0.0.1', port: address.port, serverName };
        const seen = await handshake(target, patient);
        assert.ok(seen.kind === 'failed');
        assert.equal(seen.oldVersion, name);
      } finally {
        old.close();
      }
    });
  }

  it('ends at once when it is aborted, with the reason', async () => {
    await withServer(
      () => {},
      async (port) => {
        const controller = new AbortController();
        const target = { address: '127.0.0.1', port, serverName };
        const shaking = handshake(target, { ...patient, signal: controller.signal });
        controller.abort(new Error('no more time'));
        await assert.rejects(shaking, /no more time/);
        await assert.rejects(
          handshake(target, { ...patient, signal: controller.signal }),
          /no more/,
        );
      },
    );
  });

  const silence = { kind: 'unreachable', reason: 'no TLS handshake within 0.3 s' };
  const closed = { kind: 'unreachable', reason: 'it closes the connection during the handshake' };
  const notTls = { kind: 'failed', reason: 'it does not speak TLS' };
  const alert = (said: string) => ({
    kind: 'failed',
    reason: `it answers with the TLS alert "${said}"`,
  });
  const fatalAlert = (number: number) => Buffer.from([21, 3, 3, 0, 2, 2, number]);

  for (const [what, behave, expected] of [
    ['says nothing', () => {}, silence],
    ['hangs up', (socket) => socket.end(), closed],
    [
      'closes the connection on the first message',
      (socket) => socket.once('data', () => socket.end()),
      closed,
    ],
    [
      'resets the connection',
      (socket) => socket.once('data', () => socket.resetAndDestroy()),
      closed,
    ],
    ['speaks HTTP', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'), notTls],
    ['speaks SSH', (socket) => socket.write('SSH-2.0-OpenSSH_9.7\r\n'), notTls],
    ['babbles without end', babble(Buffer.alloc(65_536, 'garbage')), notTls],
    // One record of a handshake, begun and never completed, a byte at a time.
    ['is endlessly slow', drip(Buffer.from([22, 3, 3, 0x40, 0, 2, 0, 0x3f, 0xfc])), silence],
    // Records that mean nothing, each of them allowed.
    ['is endlessly busy', babble(Buffer.from([20, 3, 3, 0, 1, 1])), undefined],
    [
      'announces a message of 16 MiB',
      (socket) => socket.write(Buffer.from([22, 3, 3, 0, 4, 2, 255, 255, 255])),
      { kind: 'failed', reason: 'the handshake breaks off with "excessive message size"' },
    ],
    ['rejects the handshake', (socket) => socket.write(fatalAlert(40)), alert('handshake failure')],
    [
      'knows no such name',
      (socket) => socket.write(fatalAlert(112)),
      { kind: 'failed', reason: 'it knows no such name (TLS alert "unrecognized name")' },
    ],
  ] as const satisfies readonly (readonly [string, (socket: Socket) => unknown, unknown])[]) {
    it(`finishes with a server that ${what}`, async () => {
      await withServer(behave, async (port, sockets) => {
        const endless = expected === silence || expected === undefined;
        const target = { address: '127.0.0.1', port, serverName };
        const seen = await handshake(target, endless ? hasty : patient);
        if (expected) assert.deepEqual(spoken(seen), expected);
        else assert.notEqual(seen.kind, 'shown');
        // Nothing stays open on our side: the server sees the end of it.
        await Promise.all([...sockets].map(closing));
      });
    });
  }
});

async function withServer(
  behave: (socket: Socket) => unknown,
  use: (port: number, sockets: ReadonlySet<Socket>) => Promise<void>,
): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.resume();
    behave(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  try {
    await use(address.port, sockets);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

async function closing(socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

/** Writes the bytes as fast as they are read. */
function babble(words: Buffer): (socket: Socket) => void {
  return (socket) => {
    const write = () => {
      while (!socket.destroyed && socket.write(words));
    };
    socket.on('drain', write);
    write();
  };
}

/** Writes the first bytes at once, then zeros one by one. */
function drip(words: Buffer): (socket: Socket) => void {
  return (socket) => {
    socket.write(words);
    const timer = setInterval(() => socket.write(Buffer.alloc(1)), 20);
    socket.on('close', () => clearInterval(timer));
  };
}
