import assert from 'node:assert/strict';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import {
  type HandshakeAttempt,
  judgeCertificate,
} from '../../../../shared/verification/certificate/judgement.ts';
import type { ShownCertificate } from '../../../../shared/verification/certificate/shown-certificate.ts';
import { messagesOf, told } from '../../../support/told.ts';

const shop = parseDomainName('shop.example.com');
const wildcard = parseDomainName('*.example.com');
const DAY = 86_400_000;
const now = Date.parse('2026-11-22T10:00:00Z');

const good: ShownCertificate = {
  issuer: "R3 (Let's Encrypt)",
  validFrom: now - 30 * DAY,
  validTo: now + 60 * DAY,
  names: ['shop.example.com'],
  coversServerName: true,
  selfSigned: false,
  locatesIssuer: false,
  issuers: [],
};
const alone = { chainError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' };
const completed = { ...alone, locatesIssuer: true };
const completedOther = { ...completed, coversServerName: false };
const old = { validTo: now - DAY };
const forWildcard = { names: ['*.example.com'] };
const expired = { validTo: now - DAY, chainError: 'CERT_HAS_EXPIRED' };

function shown(change: Partial<ShownCertificate> = {}, address = '34.1.1.1'): HandshakeAttempt {
  return { address, handshake: { kind: 'shown', certificate: { ...good, ...change } } };
}

const issuer = (subject: string) => ({
  subject,
  validFrom: now - 900 * DAY,
  validTo: now + 900 * DAY,
});

const failed = (
  kind: 'no-route' | 'unreachable' | 'failed',
  reason: string,
  address = '34.1.1.1',
): HandshakeAttempt => ({ address, handshake: { kind, reason } });

describe('the judgement of a certificate', () => {
  for (const [what, domain, change, verdict, code] of [
    ['all is well', shop, {}, 'right', undefined],
    [
      'it is self-signed',
      shop,
      { selfSigned: true, chainError: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
      'wrong',
      'certificate-self-signed',
    ],
    ['it is self-signed and trusted', shop, { selfSigned: true }, 'right', undefined],
    [
      'its issuer is missing',
      shop,
      { chainError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
      'wrong',
      'certificate-incomplete-chain',
    ],
    [
      'its root is not trusted',
      shop,
      { chainError: 'SELF_SIGNED_CERT_IN_CHAIN' },
      'wrong',
      'certificate-untrusted',
    ],
    [
      'its root is not known',
      shop,
      { chainError: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' },
      'wrong',
      'certificate-untrusted',
    ],
    [
      'its purpose is another',
      shop,
      { chainError: 'INVALID_PURPOSE' },
      'wrong',
      'certificate-untrusted',
    ],
    [
      'its chain has an unknown fault',
      shop,
      { chainError: 'ODD' },
      'wrong',
      'certificate-untrusted',
    ],
    ['it has expired', shop, expired, 'wrong', 'certificate-expired'],
    ['it has expired by our clock', shop, { validTo: now - 1 }, 'wrong', 'certificate-expired'],
    ['it has not by our clock', shop, { chainError: 'CERT_HAS_EXPIRED' }, 'right', undefined],
    ['it is in its last moment', shop, { validTo: now }, 'right', 'certificate-expiring'],
    ['it has 10 days left', shop, { validTo: now + 10 * DAY }, 'right', 'certificate-expiring'],
    ['it has a little more left', shop, { validTo: now + 10 * DAY + 1 }, 'right', undefined],
    [
      'it is not valid yet',
      shop,
      { validFrom: now + 1, chainError: 'CERT_NOT_YET_VALID' },
      'wrong',
      'certificate-not-yet-valid',
    ],
    ['it is valid from now on', shop, { validFrom: now }, 'right', undefined],
    [
      'it is for another name',
      shop,
      { names: ['other.example'], coversServerName: false },
      'wrong',
      'certificate-wrong-name',
    ],
    [
      'it is for no name',
      shop,
      { names: [], coversServerName: false },
      'wrong',
      'certificate-wrong-name',
    ],
    // Wildcards.
    ['it names the wildcard', wildcard, forWildcard, 'right', undefined],
    [
      'it names the wildcard among others',
      wildcard,
      { names: ['example.com', '*.example.com'] },
      'right',
      undefined,
    ],
    [
      'it names the probed name alone',
      wildcard,
      { names: ['closte-domain-sync-probe.example.com'] },
      'wrong',
      'certificate-wildcard-missing',
    ],
    [
      'it names the apex alone',
      wildcard,
      { names: ['example.com'], coversServerName: false },
      'wrong',
      'certificate-wildcard-missing',
    ],
    [
      'it names another of the names',
      wildcard,
      { names: ['www.example.com'], coversServerName: false },
      'wrong',
      'certificate-wildcard-missing',
    ],
    [
      'it is for someone else',
      wildcard,
      { names: ['*.notexample.com'], coversServerName: false },
      'wrong',
      'certificate-wrong-name',
    ],
    [
      'its wildcard does not cover the domain',
      wildcard,
      { names: ['*.example.com\u0000'], coversServerName: false },
      'wrong',
      'certificate-wrong-name',
    ],
    // Only the first cause is reported.
    [
      'it is self-signed and for others',
      shop,
      { selfSigned: true, chainError: 'DEPTH_ZERO_SELF_SIGNED_CERT', coversServerName: false },
      'wrong',
      'certificate-self-signed',
    ],
    [
      'it is self-signed and has expired',
      shop,
      { ...expired, selfSigned: true },
      'wrong',
      'certificate-self-signed',
    ],
    [
      'it has expired and is for others',
      shop,
      { ...expired, coversServerName: false },
      'wrong',
      'certificate-expired',
    ],
    [
      'it expires soon and is for others',
      shop,
      { validTo: now + DAY, coversServerName: false },
      'wrong',
      'certificate-wrong-name',
    ],
  ] as const) {
    it(`of ${domain} where ${what}: ${verdict} ${code ?? ''}`, () => {
      const finding = judgeCertificate(domain, [shown(change)], now);
      const codes = finding.problems.map((problem) => problem.code);
      assert.deepEqual([finding.verdict, codes], [verdict, code === undefined ? [] : [code]]);
    });
  }

  const expiredIssuer = { subject: 'Old CA', validFrom: now - 99 * DAY, validTo: now - DAY };
  for (const [code, domain, attempt, message, remedy, severity] of [
    [
      'certificate-self-signed',
      shop,
      shown({ selfSigned: true, chainError: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
      'The certificate that shop.example.com shows is self-signed.',
      'Wait for Closte to issue the certificate, usually 5 to 10 minutes.',
      'error',
    ],
    [
      'certificate-incomplete-chain',
      shop,
      shown({ chainError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }),
      "The server shows the certificate of shop.example.com without that of its issuer, R3 (Let's Encrypt).",
      'Ask the host to serve the full chain.',
      'error',
    ],
    [
      'certificate-untrusted',
      shop,
      shown({
        chainError: 'SELF_SIGNED_CERT_IN_CHAIN',
        issuers: [issuer('R3'), issuer('Some Root')],
      }),
      "Browsers do not trust the certificate of shop.example.com from R3 (Let's Encrypt): its chain ends in Some Root, which they do not know.",
      'Ask the host for a certificate from a public authority.',
      'error',
    ],
    [
      'certificate-untrusted',
      shop,
      shown({ chainError: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', issuers: [issuer('R3')] }),
      "Browsers do not trust the certificate of shop.example.com from R3 (Let's Encrypt): its chain ends with R3, whose issuer they do not know.",
      'Ask the host for a certificate from a public authority.',
      'error',
    ],
    [
      'certificate-untrusted',
      shop,
      shown({ chainError: 'INVALID_PURPOSE' }),
      "Browsers do not trust the certificate of shop.example.com from R3 (Let's Encrypt): it is not meant for web servers.",
      'Ask the host for a certificate from a public authority.',
      'error',
    ],
    [
      'certificate-untrusted',
      shop,
      shown({ chainError: 'NEVER_HEARD_OF' }),
      "Browsers do not trust the certificate of shop.example.com from R3 (Let's Encrypt): NEVER_HEARD_OF.",
      'Ask the host for a certificate from a public authority.',
      'error',
    ],
    [
      'certificate-expired',
      shop,
      shown(expired),
      'The certificate of shop.example.com expired on 2026-11-21 10:00 UTC.',
      'Ask the host to renew it.',
      'error',
    ],
    [
      'certificate-expired',
      shop,
      shown({ chainError: 'CERT_HAS_EXPIRED', issuers: [expiredIssuer] }),
      'The certificate of its issuer Old CA expired on 2026-11-21 10:00 UTC.',
      'Ask the host to renew it.',
      'error',
    ],
    [
      'certificate-not-yet-valid',
      shop,
      shown({ validFrom: now + DAY }),
      'The certificate of shop.example.com is valid only from 2026-11-23 10:00 UTC.',
      'Wait until then, or ask the host to check its clock.',
      'error',
    ],
    [
      'certificate-wrong-name',
      shop,
      shown({ names: ['other.example', '*.other.example'], coversServerName: false }),
      'The certificate shown for shop.example.com is for other.example, *.other.example.',
      'Wait for Closte to issue the certificate, usually 5 to 10 minutes.',
      'error',
    ],
    [
      'certificate-wrong-name',
      shop,
      shown({ names: [], coversServerName: false }),
      'The certificate shown for shop.example.com is for no name.',
      'Wait for Closte to issue the certificate, usually 5 to 10 minutes.',
      'error',
    ],
    [
      'certificate-wildcard-missing',
      wildcard,
      shown({ names: ['example.com', 'www.example.com'], coversServerName: false }),
      'The certificate is for example.com, www.example.com, but not for *.example.com itself.',
      'Ask the host for a certificate that names *.example.com.',
      'error',
    ],
    [
      'certificate-expiring',
      shop,
      shown({ validTo: now + 3 * DAY }),
      'The certificate of shop.example.com expires on 2026-11-25 10:00 UTC.',
      'Ask the host why it was not renewed.',
      'warning',
    ],
    [
      'tls-unreachable',
      wildcard,
      failed('unreachable', 'the connection is refused'),
      '34.1.1.1 does not answer HTTPS for *.example.com: the connection is refused.',
      'If this lasts, ask the host whether the server is up.',
      'error',
    ],
    [
      'tls-handshake-failed',
      wildcard,
      failed('failed', 'it does not speak TLS'),
      '34.1.1.1 shows no certificate for closte-domain-sync-probe.example.com: it does not speak TLS.',
      'Wait for Closte to issue the certificate, usually 5 to 10 minutes.',
      'error',
    ],
  ] as const) {
    it(`${code}: ${message}`, () => {
      const { problems } = judgeCertificate(domain, [attempt], now);
      assert.deepEqual(told(problems), [{ code, severity, message, remedy }]);
    });
  }

  it('ignores an expired issuer if there is another chain without it', () => {
    const { verdict } = judgeCertificate(shop, [shown({ issuers: [expiredIssuer] })], now);
    assert.equal(verdict, 'right');
  });

  it('shows the certificate as it is', () => {
    assert.deepEqual(judgeCertificate(shop, [shown()], now), {
      verdict: 'right',
      wrongEverywhere: false,
      certificate: {
        issuer: "R3 (Let's Encrypt)",
        validFrom: '2026-10-23T10:00:00.000Z',
        validTo: '2027-01-21T10:00:00.000Z',
        names: ['shop.example.com'],
      },
      problems: [],
    });
  });

  it('shows no more than 100 names, made legible, and names 10 in the message', () => {
    const names = Array.from({ length: 3000 }, (_, i) => `n${i}\u001b.example.org`);
    const attempt = shown({ names, coversServerName: false });
    const { certificate, problems } = judgeCertificate(shop, [attempt], now);
    assert.equal(certificate?.names.length, 100);
    assert.equal(certificate.names[99], 'n99.example.org');
    assert.match(messagesOf(problems)[0] ?? '', /n9\.example\.org, 2990 more\.$/);
  });

  describe('of several addresses', () => {
    const silent = failed('unreachable', 'no connection within 5 s', '34.1.1.2');
    const noTls = failed('failed', 'it does not speak TLS', '34.1.1.3');
    const noRoute = failed('no-route', 'there is no route to it from here', '2600::1');
    const wrongName = shown({ coversServerName: false, names: ['a.example'] }, '34.1.1.4');
    for (const [what, attempts, verdict, codes] of [
      ['all right', [shown(), shown({}, '34.1.1.2')], 'right', []],
      ['one does not answer', [shown(), silent], 'unknown', ['tls-unreachable']],
      ['one is wrong', [shown(), noTls], 'wrong', ['tls-handshake-failed']],
      [
        'one is wrong, one silent',
        [silent, wrongName],
        'wrong',
        ['tls-unreachable', 'certificate-wrong-name'],
      ],
      [
        'in the order to fix',
        [wrongName, noTls],
        'wrong',
        ['tls-handshake-failed', 'certificate-wrong-name'],
      ],
      [
        'the same twice',
        [wrongName, { ...wrongName, address: '34.1.1.5' }],
        'wrong',
        ['certificate-wrong-name'],
      ],
      ['one is out of reach from here', [shown(), noRoute], 'right', []],
      ['all are out of reach from here', [noRoute], 'unknown', ['tls-unreachable']],
      ['there are none', [], 'unknown', []],
    ] as const) {
      it(`${what}: ${verdict} ${codes}`, () => {
        const finding = judgeCertificate(shop, attempts, now);
        const found = finding.problems.map(({ code }) => code);
        assert.deepEqual([finding.verdict, found], [verdict, codes]);
      });
    }

    for (const [what, attempts, expected] of [
      ['at all of them', [wrongName, noTls], true],
      ['at all that can be reached from here', [wrongName, noRoute], true],
      ['but for one that is right', [shown(), wrongName, noTls], false],
      ['but for one that does not answer', [wrongName, silent], false],
      ['where nobody can complete its chain', [shown(alone)], true],
      ['but for one whose chain browsers complete', [shown(completed), wrongName], false],
      ['where its chain is completed in vain', [shown({ ...completed, ...old })], true],
      ['where its chain is completed for another name', [shown(completedOther)], true],
      ['at none', [shown()], false],
      ['or not, which cannot be seen from here', [noRoute], false],
      ['or not, where there are no addresses', [], false],
    ] as const) {
      it(`is wrong ${what}: ${expected ? '' : 'not '}everywhere`, () => {
        assert.equal(judgeCertificate(shop, attempts, now).wrongEverywhere, expected);
      });
    }

    it('shows the first certificate that was seen', () => {
      const { certificate } = judgeCertificate(shop, [silent, wrongName, shown()], now);
      assert.deepEqual(certificate?.names, ['a.example']);
    });

    const told = (attempts: readonly HandshakeAttempt[]) =>
      messagesOf(judgeCertificate(shop, attempts, now).problems);

    it('names those that do not answer', () => {
      assert.deepEqual(told([silent, { ...silent, address: '2600::9' }]), [
        '34.1.1.2, 2600::9 do not answer HTTPS for shop.example.com: no connection within 5 s.',
      ]);
    });

    it('names the one that is bad, and none where all are', () => {
      assert.deepEqual(told([shown(), wrongName]), [
        'The certificate shown for shop.example.com at 34.1.1.4 is for a.example.',
      ]);
      assert.deepEqual(told([wrongName, { ...wrongName, address: '2600::9' }]), [
        'The certificate shown for shop.example.com is for a.example.',
      ]);
    });

    it('distinguishes the faults at each address', () => {
      const other = shown({ coversServerName: false, names: ['b.example'] }, '2600::9');
      assert.deepEqual(told([wrongName, other, { ...other, address: '2600::a' }]), [
        'The certificate shown for shop.example.com at 34.1.1.4 is for a.example.',
        'The certificate shown for shop.example.com at 2600::9, 2600::a is for b.example.',
      ]);
    });

    for (const [code, change] of [
      ['certificate-self-signed', { selfSigned: true, chainError: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
      ['certificate-incomplete-chain', { chainError: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }],
      ['certificate-untrusted', { chainError: 'INVALID_PURPOSE' }],
      ['certificate-expired', expired],
      ['certificate-not-yet-valid', { validFrom: now + DAY }],
      ['certificate-wrong-name', { coversServerName: false }],
      ['certificate-expiring', { validTo: now + DAY }],
    ] as const) {
      it(`names the one with ${code}`, () => {
        const { problems } = judgeCertificate(shop, [shown(), shown(change, '2600::9')], now);
        assert.deepEqual(
          problems.map((one) => one.code),
          [code],
        );
        assert.match(messagesOf(problems)[0] ?? '', / at 2600::9 /);
      });
    }

    it('names the one without the wildcard', () => {
      const lacking = shown({ names: ['example.com'], coversServerName: false }, '2600::9');
      const { problems } = judgeCertificate(wildcard, [shown(forWildcard), lacking], now);
      assert.deepEqual(messagesOf(problems), [
        'The certificate at 2600::9 is for example.com, but not for *.example.com itself.',
      ]);
    });
  });
});
