import { legible } from '../../problems/legible.ts';
import { isNoRoute } from '../connection.ts';

/**
 * Why a handshake showed no certificate; `reason` completes a sentence.
 *
 * - `no-route`: it cannot be reached from here, which tells nothing about the server
 * - `unreachable`: the server does not answer
 * - `failed`: it answers, but not with a certificate
 */
export interface Failure {
  readonly kind: 'no-route' | 'unreachable' | 'failed';
  readonly reason: string;
}

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection is refused',
  ECONNRESET: 'it closes the connection during the handshake',
  EPIPE: 'it closes the connection during the handshake',
  EHOSTUNREACH: 'the host is unreachable',
  ETIMEDOUT: 'the connection timed out',
};

/** What OpenSSL makes of bytes that are no TLS. */
const NOT_TLS = /wrong version number|http request|unknown protocol|packet length too long/;

/** Reads the error of a TLS socket. One that it does not know says nothing about the server. */
export function failureOf(error: Error): Failure {
  if (isNoRoute(error)) return { kind: 'no-route', reason: 'there is no route to it from here' };
  const code = 'code' in error ? String(error.code) : '';
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return { kind: 'failed', reason: tlsReason(error) };
  }
  return { kind: 'unreachable', reason: UNREACHABLE[code] ?? legible(code || error.message) };
}

function tlsReason(error: Error): string {
  const reason = 'reason' in error ? String(error.reason) : error.message;
  if (NOT_TLS.test(reason)) return 'it does not speak TLS';
  const said = legible(reason.replace(/^(ssl\/tls|sslv3|tlsv1(\.\d)?|tlsv13) (alert )?/, ''));
  if (said === 'unrecognized name') return `it knows no such name (TLS alert "${said}")`;
  return error.message.includes('SSL alert number')
    ? `it answers with the TLS alert "${said}"`
    : `the handshake breaks off with "${said}"`;
}
