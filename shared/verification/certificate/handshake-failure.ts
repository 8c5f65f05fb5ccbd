import { legible } from '../../problems/legible.ts';
import { type Phrase, phrase, type Reason } from '../../problems/phrase.ts';
import { isNoRoute } from '../connection.ts';

/**
 * Why a handshake showed no certificate; `reason` completes a sentence.
 *
 * - `no-route`: the server cannot be reached from here, which says nothing about it
 * - `unreachable`: the server does not answer
 * - `failed`: the server answers, but not with a certificate
 */
export interface Failure {
  readonly kind: 'no-route' | 'unreachable' | 'failed';
  readonly reason: Reason;
  /** Whether the server speaks no TLS version that browsers speak. */
  readonly isForOldVersion?: true;
  /** The newest version that the server speaks, if that is too old for browsers: `TLS 1.0`. */
  readonly oldVersion?: string;
  /** Whether we refuse what the server offers, as browsers do: no other certificate would change this. */
  readonly isOfSettings?: true;
}

/** The failure of an address that cannot be reached from here. */
export const NO_ROUTE: Failure = {
  kind: 'no-route',
  reason: phrase('tls-unreachable.reason.no-route'),
};

const UNREACHABLE: Readonly<Record<string, Phrase>> = {
  ECONNREFUSED: phrase('tls-unreachable.reason.refused'),
  ECONNRESET: phrase('tls-unreachable.reason.closed'),
  EPIPE: phrase('tls-unreachable.reason.closed'),
  EHOSTUNREACH: phrase('tls-unreachable.reason.host-unreachable'),
  ETIMEDOUT: phrase('tls-unreachable.reason.timed-out'),
};

/** The server says that our versions are too new for it, or continues with one that is too old for us. */
const OLD_VERSION = /PROTOCOL_VERSION$|UNSUPPORTED_PROTOCOL$/;

/** The server closes the connection, or its certificate is too long: settings have no part in this. */
const NOT_SETTINGS = /UNEXPECTED_EOF|EXCESSIVE_MESSAGE_SIZE/;

/** OpenSSL's errors for bytes that are not TLS. */
const NOT_TLS = /wrong version number|http request|unknown protocol|packet length too long/;

/** Reads the error of a TLS socket. An error that it does not know says nothing about the server. */
export function failureOf(error: Error): Failure {
  if (isNoRoute(error)) return NO_ROUTE;
  const code = 'code' in error ? String(error.code) : '';
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    const isOld = OLD_VERSION.test(code);
    const reason = tlsReason(error);
    const breaksOff = reason.sentence === 'tls-handshake-failed.reason.breaks-off';
    const isRefused = breaksOff && code.startsWith('ERR_SSL_') && !NOT_SETTINGS.test(code);
    return {
      kind: 'failed',
      reason,
      ...(isOld ? { isForOldVersion: true } : {}),
      ...(isRefused ? { isOfSettings: true } : {}),
    };
  }
  return { kind: 'unreachable', reason: UNREACHABLE[code] ?? legible(code || error.message) };
}

function tlsReason(error: Error): Phrase {
  const reason = 'reason' in error ? String(error.reason) : error.message;
  if (NOT_TLS.test(reason)) return phrase('tls-handshake-failed.reason.not-tls');
  const said = legible(reason.replace(/^(ssl\/tls|sslv3|tlsv1(\.\d)?|tlsv13) (alert )?/, ''));
  if (said === 'unrecognized name') {
    return phrase('tls-handshake-failed.reason.unknown-name', { alert: said });
  }
  return error.message.includes('SSL alert number')
    ? phrase('tls-handshake-failed.reason.alert', { alert: said })
    : phrase('tls-handshake-failed.reason.breaks-off', { error: said });
}
