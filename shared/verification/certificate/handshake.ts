import { connect, type TLSSocket } from 'node:tls';
import { familyOf, isPublicAddress } from '../address.ts';
import { type Failure, failureOf } from './handshake-failure.ts';
import { readCertificate, type ShownCertificate } from './shown-certificate.ts';

export type Handshake =
  | { readonly kind: 'shown'; readonly certificate: ShownCertificate }
  | Failure;

export interface HandshakeTarget {
  /** Connected to straight away: nothing is looked up between judging it and using it. */
  readonly address: string;
  readonly port: number;
  /** The name to ask for (SNI). */
  readonly serverName: string;
}

export interface HandshakeOptions {
  readonly allowPrivateAddresses: boolean;
  readonly signal: AbortSignal;
  /** For connection and handshake together. */
  readonly timeoutMs: number;
}

/**
 * Asks a server for its certificate, and hangs up. Rejects only with the reason of an aborted
 * `signal`. What a server sends is not kept beyond what OpenSSL takes for a handshake, 100 KiB.
 */
export async function handshake(
  target: HandshakeTarget,
  { allowPrivateAddresses, signal, timeoutMs }: HandshakeOptions,
): Promise<Handshake> {
  signal.throwIfAborted();
  const socket = openSocket(target, allowPrivateAddresses);
  if (!socket) return { kind: 'unreachable', reason: 'it is not on the public Internet' };

  const { promise, resolve, reject } = Promise.withResolvers<Handshake>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => {
    const what = socket.connecting ? 'connection' : 'TLS handshake';
    resolve({ kind: 'unreachable', reason: `no ${what} within ${timeoutMs / 1000} s` });
  }, timeoutMs);
  socket.once('secureConnect', () => resolve(shown(socket, target.serverName)));
  socket.on('error', (error) => resolve(failureOf(error)));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    socket.destroy();
  }
}

/**
 * The only place that connects to where a customer's records lead, so that none leads to a machine
 * inside. Each time with a new session: a resumed one would show no certificate.
 */
function openSocket(
  { address, port, serverName }: HandshakeTarget,
  allowPrivateAddresses: boolean,
): TLSSocket | undefined {
  if (familyOf(address) === undefined) return undefined;
  if (!allowPrivateAddresses && !isPublicAddress(address)) return undefined;
  return connect({
    host: address,
    port,
    servername: serverName,
    // A bad certificate is what we come to see; it is judged afterwards, name and all.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
}

function shown(socket: TLSSocket, serverName: string): Handshake {
  const certificate = socket.getPeerX509Certificate();
  if (!certificate) return { kind: 'failed', reason: 'it sends none' };
  // A code, whatever its declared type.
  const chainError = socket.authorized ? undefined : String(socket.authorizationError);
  try {
    return { kind: 'shown', certificate: readCertificate(certificate, serverName, chainError) };
  } catch {
    return { kind: 'failed', reason: 'what it sends is no valid certificate' };
  }
}
