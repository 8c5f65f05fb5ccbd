import type { TLSSocket } from 'node:tls';
import { raceAbort } from '../../async/time-limit.ts';
import { phrase } from '../../problems/phrase.ts';
import { type Destination, openTls, type Versions } from '../connection.ts';
import { type Failure, failureOf } from './handshake-failure.ts';
import { hiddenFault } from './hidden-fault.ts';
import { readCertificate, type ShownCertificate } from './shown-certificate.ts';
import { shownChain } from './shown-chain.ts';
import { weaknessIn } from './weakness.ts';

/** The result of one handshake. */
export type Handshake =
  | {
      readonly kind: 'shown';
      readonly certificate: ShownCertificate;
      /** `TLSv1.3`. */
      readonly protocol?: string;
    }
  | Failure;

export interface HandshakeTarget extends Destination {
  /** The name to ask for (SNI). */
  readonly serverName: string;
}

export interface HandshakeOptions {
  readonly allowPrivateAddresses: boolean;
  readonly signal: AbortSignal;
  /** For connection and handshake together, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Asks a server for its certificate, and closes the connection. Rejects only with the reason of an aborted
 * `signal`. A server's data is kept only as far as OpenSSL accepts it for a handshake, 100 KiB.
 */
export async function handshake(
  target: HandshakeTarget,
  options: HandshakeOptions,
): Promise<Handshake> {
  const endsAt = performance.now() + options.timeoutMs;
  const seen = await shakeHands(target, options, 'for-browsers');
  if (seen.kind !== 'failed' || !seen.isForOldVersion) return seen;
  // A server names its version only to a client that speaks it too.
  const timeoutMs = Math.max(1, endsAt - performance.now());
  const again = await shakeHands(target, { ...options, timeoutMs }, 'any');
  const oldVersion = NAMES[again.kind === 'shown' ? (again.protocol ?? '') : ''] ?? OLD;
  const reason = phrase('tls-handshake-failed.reason.old-version', { version: oldVersion });
  return { kind: 'failed', reason, oldVersion };
}

/** The last version before those that browsers speak. */
const OLD = 'TLS 1.1';
/** The versions' names as people write them (https://nodejs.org/api/tls.html#tlssocketgetprotocol). */
const NAMES: Readonly<Record<string, string>> = { TLSv1: 'TLS 1.0', 'TLSv1.1': 'TLS 1.1' };

async function shakeHands(
  target: HandshakeTarget,
  { allowPrivateAddresses, signal, timeoutMs }: HandshakeOptions,
  versions: Versions,
): Promise<Handshake> {
  signal.throwIfAborted();
  // A bad certificate is accepted here, since it is what we want to see; it is judged afterwards, including
  // its name.
  const socket = openTls(target, allowPrivateAddresses, versions);
  if (!socket) return { kind: 'unreachable', reason: phrase('tls-unreachable.reason.not-public') };

  const { promise, resolve } = Promise.withResolvers<Handshake>();
  const timer = setTimeout(() => {
    const what = socket.connecting ? 'connection' : 'handshake';
    const reason = phrase(`tls-unreachable.reason.no-${what}`, { seconds: timeoutMs / 1000 });
    resolve({ kind: 'unreachable', reason });
  }, timeoutMs);
  socket.once('secureConnect', () => resolve(shown(socket, target.serverName)));
  socket.on('error', (error) => resolve(failureOf(error)));
  try {
    return await raceAbort(promise, signal);
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

function shown(socket: TLSSocket, serverName: string): Handshake {
  // The value is a code, whatever its declared type.
  const told = socket.authorized ? undefined : String(socket.authorizationError);
  try {
    const chain = shownChain(socket);
    if (!chain) return { kind: 'failed', reason: phrase('tls-handshake-failed.reason.none') };
    const fault = told === undefined ? weaknessIn(chain) : (hiddenFault(chain, told) ?? told);
    const protocol = socket.getProtocol();
    return {
      kind: 'shown',
      certificate: readCertificate(chain, serverName, fault),
      ...(protocol === null ? {} : { protocol }),
    };
  } catch {
    return { kind: 'failed', reason: phrase('tls-handshake-failed.reason.unreadable') };
  }
}
