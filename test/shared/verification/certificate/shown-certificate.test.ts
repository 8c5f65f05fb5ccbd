import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import {
  createCertificateAuthority,
  selfSignedCertificate,
} from '../../../../infra/local/sandbox/certificate-authority.ts';
import {
  authorityName,
  readCertificate,
} from '../../../../shared/verification/certificate/shown-certificate.ts';

const validFrom = new Date('2026-11-01T00:00:00Z');
const validTo = new Date('2027-01-30T00:00:00Z');

async function issued(names: readonly string[], authorityName = 'Test CA') {
  const authority = await createCertificateAuthority({ name: authorityName });
  const { certificatePem } = await authority.issue({ names, validFrom, validTo });
  return new X509Certificate(certificatePem);
}

describe('reading a certificate', () => {
  it('gives its names, issuer and dates', async () => {
    const certificate = await issued(['shop.example.com', '*.Example.com']);
    assert.deepEqual(readCertificate([certificate], 'shop.example.com', undefined), {
      issuer: 'Test CA',
      validFrom: validFrom.getTime(),
      validTo: validTo.getTime(),
      names: ['shop.example.com', '*.example.com'],
      coversServerName: true,
      selfSigned: false,
      locatesIssuer: false,
      issuers: [],
    });
  });

  it('sees that it says where its issuer is', async () => {
    const authority = await createCertificateAuthority();
    const issuerUrl = 'http://authority.example/issuer.der';
    const { certificatePem } = await authority.issue({ names: ['a.example'], issuerUrl });
    const read = readCertificate([new X509Certificate(certificatePem)], 'a.example', undefined);
    assert.equal(read.locatesIssuer, true);
  });

  it('keeps the fault of its chain', async () => {
    const read = readCertificate([await issued(['a.example'])], 'a.example', 'CERT_HAS_EXPIRED');
    assert.equal(read.chainError, 'CERT_HAS_EXPIRED');
  });

  it('sees that it is self-signed', async () => {
    const { certificatePem } = await selfSignedCertificate({ names: ['a.example'] });
    const read = readCertificate([new X509Certificate(certificatePem)], 'a.example', undefined);
    assert.equal(read.selfSigned, true);
  });

  for (const [names, asked, covers] of [
    [['shop.example.com'], 'shop.example.com', true],
    [['SHOP.example.com'], 'shop.example.com', true],
    [['*.example.com'], 'shop.example.com', true],
    [['*.example.com'], 'example.com', false],
    [['*.example.com'], 'a.shop.example.com', false],
    [['sh*.example.com'], 'shop.example.com', false],
    [['*.com'], 'shop.example.com', false],
    [['example.com'], 'shop.example.com', false],
    [['other.example', 'shop.example.com'], 'shop.example.com', true],
    [['shop.example.com\u0000.evil.example'], 'shop.example.com', false],
    [['evil.example, DNS:shop.example.com'], 'shop.example.com', false],
    [[], 'no.name', false],
  ] as const) {
    it(`for ${JSON.stringify(names)} is ${covers ? '' : 'not '}for ${asked}`, async () => {
      assert.equal(
        readCertificate([await issued(names)], asked, undefined).coversServerName,
        covers,
      );
    });
  }

  it('does not count a name in the subject as a name of the certificate', async () => {
    // A certificate without names has "no name" for its subject's common name here.
    const certificate = await issued([]);
    assert.match(certificate.subject, /CN=no name/);
    assert.deepEqual(readCertificate([certificate], 'no.name', undefined).names, []);
  });

  it('separates names exactly where they end', async () => {
    const names = [
      'a.example',
      'odd, DNS:shop.example.com',
      'qu"ote\\d',
      'nul\u0000l',
      'b.example',
    ];
    assert.deepEqual(
      readCertificate([await issued(names)], 'a.example', undefined).names,
      names.map((name) => name.toLowerCase()),
    );
  });

  for (const [written, name] of [
    ["C=US\nO=Let's Encrypt\nCN=R3", "R3 (Let's Encrypt)"],
    ['CN=Test CA', 'Test CA'],
    ['C=RO\nO=Some Authority', 'Some Authority'],
    ['C=RO\nOU=Trust Services', 'C=RO, OU=Trust Services'],
    [undefined, 'a nameless authority'],
    [`CN=${'x'.repeat(300)}`, `${'x'.repeat(199)}…`],
  ] as const) {
    it(`calls ${JSON.stringify(written)?.slice(0, 40)} ${name.slice(0, 40)}`, () => {
      assert.equal(authorityName(written), name);
    });
  }

  it('makes the issuer legible', async () => {
    const certificate = await issued(['a.example'], `Evil\u001b[2J \u202eCA ${'x'.repeat(100)}`);
    const { issuer } = readCertificate([certificate], 'a.example', undefined);
    assert.match(issuer, /^Evil.*CA x+$/);
    assert.doesNotMatch(issuer, /\p{C}/u);
  });
});
