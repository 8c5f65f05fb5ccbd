import assert from 'node:assert/strict';
import { failureOf } from '../../../../shared/verification/certificate/handshake-failure.ts';
import { spoken } from '../../../support/told.ts';

function coded(code: string, message = code, reason?: string): Error {
  return Object.assign(new Error(message), reason === undefined ? { code } : { code, reason });
}

describe('a handshake that fails', () => {
  for (const [error, kind, reason] of [
    // No server on loopback can cause these.
    [coded('ENETUNREACH'), 'no-route', 'there is no route to it from here'],
    [coded('EADDRNOTAVAIL'), 'no-route', 'there is no route to it from here'],
    [coded('EAFNOSUPPORT'), 'no-route', 'there is no route to it from here'],
    [coded('EHOSTUNREACH'), 'unreachable', 'the host is unreachable'],
    [coded('ETIMEDOUT'), 'unreachable', 'the connection timed out'],
    [coded('EPIPE'), 'unreachable', 'it closes the connection during the handshake'],
    [coded('EMFILE'), 'unreachable', 'EMFILE'],
    [new Error('odd\u001b'), 'unreachable', 'odd'],
    [coded('EPROTO', 'write EPROTO'), 'failed', 'the handshake breaks off with "write EPROTO"'],
    [
      coded(
        'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR',
        'x:SSL alert number 80',
        'tlsv1 alert internal error',
      ),
      'failed',
      'it answers with the TLS alert "internal error"',
    ],
    [
      coded('ERR_SSL_X', 'x:SSL alert number 40', 'sslv3 alert handshake failure'),
      'failed',
      'it answers with the TLS alert "handshake failure"',
    ],
    [
      coded('ERR_SSL_UNEXPECTED_EOF_WHILE_READING', 'x', 'unexpected eof while reading'),
      'failed',
      'the handshake breaks off with "unexpected eof while reading"',
    ],
  ] as const) {
    it(`with "${error.message}": ${kind}, ${reason}`, () => {
      assert.deepEqual(spoken(failureOf(error)), { kind, reason });
    });
  }

  it('with a key exchange that is too weak: whatever the certificate is', () => {
    const error = coded('ERR_SSL_DH_KEY_TOO_SMALL', 'x', 'dh key too small');
    const { kind, isOfSettings } = failureOf(error);
    assert.deepEqual([kind, isOfSettings], ['failed', true]);
  });
});
