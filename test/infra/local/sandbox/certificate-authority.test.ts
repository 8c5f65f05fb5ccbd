import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  createCertificateAuthority,
  loadCertificateAuthority,
  selfSignedCertificate,
} from '../../../../infra/local/sandbox/certificate-authority.ts';

const DAY = 86_400_000;

function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

describe('the sandbox’s certificate authority', () => {
  it('is a root that is valid for years', async () => {
    const authority = await createCertificateAuthority({ name: 'My Root' });
    const [root] = certificatesIn(authority.certificatePem);
    assert.ok(root?.ca);
    assert.equal(root.subject, 'CN=My Root');
    assert.ok(root.verify(root.publicKey));
    assert.ok(root.validToDate.getTime() > Date.now() + 3000 * DAY);
  });

  it('issues signed certificates for names, with their keys', async () => {
    const authority = await createCertificateAuthority();
    const issued = await authority.issue({ names: ['shop.example.com', '*.shop.example.com'] });
    const [root] = certificatesIn(authority.certificatePem);
    const [certificate, ...rest] = certificatesIn(issued.certificatePem);
    assert.ok(root && certificate);
    assert.deepEqual(rest, []);
    assert.equal(certificate.subjectAltName, 'DNS:shop.example.com, DNS:*.shop.example.com');
    assert.equal(certificate.ca, false);
    assert.ok(certificate.checkIssued(root));
    assert.ok(certificate.verify(root.publicKey));
    assert.ok(certificate.checkPrivateKey(createPrivateKey(issued.privateKeyPem)));
    assert.ok(certificate.validFromDate.getTime() < Date.now());
    assert.ok(certificate.validToDate.getTime() > Date.now() + 80 * DAY);
  });

  it('issues them for the given period', async () => {
    const validFrom = new Date('2020-01-01T00:00:00Z');
    const validTo = new Date('2020-02-01T00:00:00Z');
    const authority = await createCertificateAuthority();
    const { certificatePem } = await authority.issue({ names: ['a.example'], validFrom, validTo });
    const certificate = new X509Certificate(certificatePem);
    assert.deepEqual([certificate.validFromDate, certificate.validToDate], [validFrom, validTo]);
  });

  it('never gives two certificates the same serial number', async () => {
    const authority = await createCertificateAuthority();
    const issued = [];
    for (let i = 0; i < 10; i++) issued.push(await authority.issue({ names: ['a.example'] }));
    const numbers = issued.map((one) => new X509Certificate(one.certificatePem).serialNumber);
    assert.equal(new Set(numbers).size, 10);
  });

  it('is the same after it is loaded from PEM', async () => {
    const first = await createCertificateAuthority();
    const { certificatePem, privateKeyPem } = first;
    const again = await loadCertificateAuthority({ certificatePem, privateKeyPem });
    assert.equal(again.certificatePem, certificatePem);
    assert.equal(again.privateKeyPem, privateKeyPem);
    const issued = new X509Certificate(
      (await again.issue({ names: ['a.example'] })).certificatePem,
    );
    assert.ok(issued.verify(new X509Certificate(certificatePem).publicKey));
  });

  it('is not loaded from a text that is not PEM', async () => {
    const { certificatePem, privateKeyPem } = await createCertificateAuthority();
    await assert.rejects(loadCertificateAuthority({ certificatePem, privateKeyPem: 'no key' }));
    await assert.rejects(loadCertificateAuthority({ certificatePem: 'nothing', privateKeyPem }));
  });

  it('certifies intermediates, whose certificates accompany the ones they issue', async () => {
    const root = await createCertificateAuthority();
    const lower = await (await root.intermediate({ name: 'One' })).intermediate({ name: 'Two' });
    const { certificatePem } = await lower.issue({ names: ['a.example'] });
    const chain = certificatesIn(certificatePem);
    assert.deepEqual(
      chain.map(({ subject }) => subject),
      ['CN=a.example', 'CN=Two', 'CN=One'],
    );
    const signers = [...chain.slice(1), new X509Certificate(root.certificatePem)];
    assert.ok(
      chain.every((certificate, i) => signers[i] && certificate.verify(signers[i].publicKey)),
    );
  });
});

describe('a self-signed certificate', () => {
  it('is signed with its own key', async () => {
    const issued = await selfSignedCertificate({ names: ['a.example'] });
    const certificate = new X509Certificate(issued.certificatePem);
    assert.ok(certificate.verify(certificate.publicKey));
    assert.equal(certificate.issuer, certificate.subject);
    assert.equal(certificate.subjectAltName, 'DNS:a.example');
    assert.ok(certificate.checkPrivateKey(createPrivateKey(issued.privateKeyPem)));
  });
});
