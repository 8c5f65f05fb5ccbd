import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { CertificateAuthority } from '../../infra/local/sandbox/certificate-authority.ts';

/** The claims of a token. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * The part of Google that signs identity tokens: its keys at `www.googleapis.com`, behind a proxy on
 * loopback.
 */
export interface GoogleIdentity {
  /** Where its keys are, without TLS. */
  readonly keysUrl: string;
  /** Its keys, as they are answered. */
  keys(): string;
  /** Directs Google's client in a child process to this server. The child has to trust the authority. */
  readonly environment: Readonly<Record<string, string>>;
  /** How often its keys have been asked for. */
  asked(): number;
  /** Answers requests for its keys with this HTTP status from now on. */
  answer(status: number): void;
  /** Gives its key one more id from now on. */
  addKey(kid: string): void;
  /** A token as Google signs it for a service account, valid for an hour. */
  token(claims?: Claims, header?: Claims): string;
  close(): Promise<void>;
}

export const AUDIENCE = 'https://function-abc123-uc.a.run.app';
export const CALLER = 'closte-caller@test.iam.gserviceaccount.com';

export async function startGoogleIdentity(
  authority: CertificateAuthority,
): Promise<GoogleIdentity> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' });
  let keys = JSON.stringify({ now: pem });
  let asked = 0;
  let status = 200;
  const plain = createServer((_, response) => {
    asked += 1;
    response.writeHead(status, {
      'content-type': 'application/json',
      'cache-control': 'public, max-age=3600',
    });
    response.end(status === 200 ? keys : '{}');
  });
  const { certificatePem, privateKeyPem } = await authority.issue({
    names: ['www.googleapis.com'],
  });
  const secure = createTlsServer({ cert: certificatePem, key: privateKeyPem }, (...exchange) =>
    plain.emit('request', ...exchange),
  );
  const through = new Set<Duplex>();
  const proxy = createServer().on('connect', (_, client, head) => {
    const server = connect(portOf(secure), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      if (head.length > 0) server.write(head);
      server.pipe(client).pipe(server);
    });
    for (const [socket, other] of [
      [server, client],
      [client, server],
    ] as const) {
      through.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => through.delete(socket));
    }
  });
  const servers = [plain, secure, proxy];
  await Promise.all(
    servers.map((server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done))),
  );

  return {
    keys: () => keys,
    keysUrl: `http://127.0.0.1:${portOf(plain)}/`,
    environment: { HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}` },
    asked: () => asked,
    answer(next) {
      status = next;
    },
    addKey(kid) {
      keys = JSON.stringify({ ...JSON.parse(keys), [kid]: pem });
    },
    token(claims = {}, header = {}) {
      const now = Math.floor(Date.now() / 1000);
      const usual = {
        iss: 'https://accounts.google.com',
        aud: AUDIENCE,
        email: CALLER,
        email_verified: true,
        iat: now,
        exp: now + 3600,
      };
      const parts = [
        { alg: 'RS256', kid: 'now', typ: 'JWT', ...header },
        { ...usual, ...claims },
      ];
      const signed = parts.map((part) => base64(JSON.stringify(part))).join('.');
      const signature = createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url');
      return `${signed}.${signature}`;
    },
    async close() {
      for (const socket of through) socket.destroy();
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
    },
  };
}

function portOf(server: Pick<Server, 'address'>): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return (address satisfies AddressInfo).port;
}

const base64 = (text: string) => Buffer.from(text).toString('base64url');
