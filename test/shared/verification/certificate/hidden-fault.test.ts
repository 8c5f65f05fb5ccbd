import assert from 'node:assert/strict';
import { webcrypto, X509Certificate } from 'node:crypto';
import sinon from 'sinon';
import { selfSignedCertificate } from '../../../../infra/local/sandbox/certificate-authority.ts';
import { tlsServer } from '../../../../infra/local/sandbox/tls-server.ts';
import { handshake } from '../../../../shared/verification/certificate/handshake.ts';
import { trustedRoots } from '../../../../shared/verification/certificate/hidden-fault.ts';

const DAY = 86_400_000;
const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

describe('the fault that a fault of the dates hides', () => {
  it('is found with few signature verifications, whatever chain is shown', async () => {
    const server = await tlsServer({ certificateFor: () => namesakes(10) });
    const verify = sinon.spy(X509Certificate.prototype, 'verify');
    try {
      const seen = await handshake(
        { address: '127.0.0.1', port: server.port, serverName: 'shop.example.com' },
        {
          allowPrivateAddresses: true,
          signal: new AbortController().signal,
          timeoutMs: 15_000,
        },
      );
      assert.ok(seen.kind === 'shown');
      assert.equal(seen.certificate.chainError, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY');
      assert.equal(verify.callCount, 22);
    } finally {
      verify.restore();
      await server.close();
    }
  });
});

describe('the trusted roots', () => {
  it('are read once, since a hundred certificates take long to parse', () => {
    assert.equal(trustedRoots(), trustedRoots());
  });
});

/**
 * Expired certificates, each issued by the next, and all of one name: only signatures tell who issued
 * which. They are shown in an order in which the right one is the last to be found.
 */
async function namesakes(count: number) {
  // The sandbox sets the library up.
  await selfSignedCertificate({ names: ['a.example'] });
  const { PemConverter, X509CertificateGenerator } = await import('@peculiar/x509');
  const keys = await Promise.all(
    Array.from({ length: count + 1 }, () =>
      webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']),
    ),
  );
  const [first, ...signers] = keys;
  assert.ok(first);
  const pems = await Promise.all(
    signers.map(async ({ privateKey }, index) => {
      const certificate = await X509CertificateGenerator.create({
        subject: 'CN=Namesake',
        issuer: 'CN=Namesake',
        publicKey: (keys[index] ?? first).publicKey,
        signingKey: privateKey,
        signingAlgorithm: EC,
        notBefore: new Date(Date.now() - 2 * DAY),
        notAfter: new Date(Date.now() - DAY),
      });
      return certificate.toString('pem');
    }),
  );
  const [own = '', ...others] = pems;
  const privateKey = await webcrypto.subtle.exportKey('pkcs8', first.privateKey);
  return {
    certificatePem: [own, ...others.reverse()].join('\n'),
    privateKeyPem: PemConverter.encode(privateKey, 'PRIVATE KEY'),
  };
}
