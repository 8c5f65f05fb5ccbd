import assert from 'node:assert/strict';
import { CATALOGUE, exampleProblem } from '../../../shared/problems/catalogue.ts';
import { PROBLEM_CODES, type ProblemCode } from '../../../shared/problems/codes.ts';
import { inOrderToFix } from '../../../shared/problems/order.ts';

describe('the order of the problems', () => {
  const ordered = (codes: readonly ProblemCode[]) =>
    inOrderToFix(codes.map(exampleProblem)).map(({ code }) => code);

  for (const [what, given, expected] of [
    [
      'first what comes first on the way to a working domain, whatever its severity',
      ['certificate-expiring', 'tls-unreachable', 'dns-proxied', 'closte-refused-domain'],
      ['closte-refused-domain', 'dns-proxied', 'tls-unreachable', 'certificate-expiring'],
    ],
    [
      'Closte, then DNS, then the certificate',
      ['certificate-untrusted', 'tls-unreachable', 'dns-wrong-address', 'closte-unauthorized'],
      ['closte-unauthorized', 'dns-wrong-address', 'tls-unreachable', 'certificate-untrusted'],
    ],
    [
      'where a domain points, then who may certify it',
      ['caa-forbids-issuer', 'dns-ipv6-elsewhere', 'dns-mixed-addresses'],
      ['dns-mixed-addresses', 'dns-ipv6-elsewhere', 'caa-forbids-issuer'],
    ],
    [
      'no missing certificate that CAA forbids',
      ['certificate-wrong-name', 'caa-forbids-issuer', 'tls-handshake-failed'],
      ['caa-forbids-issuer'],
    ],
    [
      'a server that is down, although nobody may certify the domain',
      ['tls-unreachable', 'caa-forbids-issuer'],
      ['caa-forbids-issuer', 'tls-unreachable'],
    ],
    [
      'no www twin as long as the domain itself points elsewhere',
      ['dns-www-differs', 'dns-wrong-address'],
      ['dns-wrong-address'],
    ],
    ['the www twin where only that is wrong', ['dns-www-differs'], ['dns-www-differs']],
  ] as const) {
    it(`lists ${what}`, () => {
      assert.deepEqual(ordered(given), expected);
      assert.deepEqual(ordered(given.toReversed()), expected);
    });
  }

  it('keeps the order of two problems with one code', () => {
    const twice = ['203.0.113.8', '203.0.113.7'].map((address) => ({
      ...exampleProblem('tls-unreachable'),
      values: { name: 'shop.example.com', addresses: [address], reason: 'it is down' },
    }));
    assert.deepEqual(inOrderToFix(twice), twice);
  });

  for (const code of PROBLEM_CODES) {
    const { followsFrom = [] } = CATALOGUE[code];
    for (const cause of followsFrom) {
      it(`hides ${code} beside ${cause}, and not the other way round`, () => {
        assert.deepEqual(ordered([code, cause]), [cause]);
        assert.ok(!CATALOGUE[cause].followsFrom?.includes(code));
      });
    }
  }
});
