import assert from 'node:assert/strict';
import { isProblemCode, PROBLEM_CODES } from '../../../shared/problems/codes.ts';

describe('the catalogue of problems', () => {
  it('has the codes of the contract, in the order in which to fix them', () => {
    assert.deepEqual(PROBLEM_CODES, [
      'closte-unauthorized',
      'closte-unavailable',
      'closte-refused-domain',
      'network-unknown',
      'network-proxied',
      'proof-secret-differs',
      'domain-not-registered',
      'dns-no-records',
      'dns-proxy-unproven',
      'dns-wrong-address',
      'dns-mixed-addresses',
      'dns-ipv6-elsewhere',
      'dns-ipv4-missing',
      'dns-not-propagated',
      'dns-cname-broken',
      'dns-server-failure',
      'dns-dnssec-broken',
      'dns-private-address',
      'dns-old-address',
      'dns-proxied',
      'dns-resolver-filters',
      'dns-www-differs',
      'caa-forbids-issuer',
      'caa-registry-failure',
      'tls-unreachable',
      'tls-handshake-failed',
      'certificate-self-signed',
      'certificate-incomplete-chain',
      'certificate-untrusted',
      'certificate-expired',
      'certificate-not-yet-valid',
      'certificate-wrong-name',
      'certificate-wildcard-missing',
      'certificate-www-missing',
      'certificate-expiring',
    ]);
  });

  it('accepts no other text as a code', () => {
    assert.ok(PROBLEM_CODES.every(isProblemCode));
    for (const none of ['', 'dns', 'toString', '__proto__', 'DNS-NO-RECORDS']) {
      assert.ok(!isProblemCode(none), none);
    }
  });
});
