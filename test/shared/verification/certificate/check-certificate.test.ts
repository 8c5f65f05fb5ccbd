import assert from 'node:assert/strict';
import tls from 'node:tls';
import {
  type CertificateAuthority,
  createCertificateAuthority,
  type IssuedCertificate,
  selfSignedCertificate,
} from '../../../../infra/local/sandbox/certificate-authority.ts';
import { type TlsServer, tlsServer } from '../../../../infra/local/sandbox/tls-server.ts';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import { checkCertificate } from '../../../../shared/verification/certificate/check-certificate.ts';

const DAY = 86_400_000;
const shop = 'shop.example.com';

describe('the certificate check', () => {
  let trustedBefore: readonly string[];
  let root: CertificateAuthority;
  let shown: IssuedCertificate | undefined;
  let server: TlsServer;
  before(async () => {
    const validFrom = new Date(Date.now() - 3650 * DAY);
    root = await createCertificateAuthority({ name: 'Trusted Root', validFrom });
    trustedBefore = tls.getCACertificates('default');
    tls.setDefaultCACertificates([...trustedBefore, root.certificatePem]);
    server = await tlsServer({ certificateFor: () => shown });
  });
  after(async () => {
    tls.setDefaultCACertificates(trustedBefore);
    await server.close();
  });

  function check(
    domain: string,
    { now = Date.now(), addresses = ['127.0.0.1'], allowPrivateAddresses = true } = {},
    signal = new AbortController().signal,
  ) {
    return checkCertificate(parseDomainName(domain), addresses, {
      port: server.port,
      allowPrivateAddresses,
      now: () => now,
      signal,
    });
  }

  async function outcome(domain: string, options = {}) {
    const { verdict, problems } = await check(domain, options);
    return [verdict, ...problems.map(({ code }) => code)].join(' ');
  }

  const past = () => ({
    validFrom: new Date(Date.now() - 90 * DAY),
    validTo: new Date(Date.now() - DAY),
  });
  const names = [shop];
  const unknownRoot = () => createCertificateAuthority({ name: 'Unknown Root' });

  for (const [what, domain, certificate, expected] of [
    ['from a trusted root', shop, () => root.issue({ names }), 'right'],
    [
      'from an intermediate, shown with it',
      shop,
      async () => (await root.intermediate()).issue({ names }),
      'right',
    ],
    [
      'from an intermediate that is not shown',
      shop,
      async () => alone(await (await root.intermediate()).issue({ names })),
      'wrong certificate-incomplete-chain',
    ],
    [
      'from an unknown root, shown with it',
      shop,
      async () => {
        const unknown = await unknownRoot();
        const issued = await unknown.issue({ names });
        return { ...issued, certificatePem: issued.certificatePem + unknown.certificatePem };
      },
      'wrong certificate-untrusted',
    ],
    [
      'from an intermediate of an unknown root',
      shop,
      async () => (await (await unknownRoot()).intermediate()).issue({ names }),
      'wrong certificate-untrusted',
    ],
    [
      'that is self-signed',
      shop,
      () => selfSignedCertificate({ names }),
      'wrong certificate-self-signed',
    ],
    [
      'that is self-signed and expired',
      shop,
      () => selfSignedCertificate({ names, ...past() }),
      'wrong certificate-self-signed',
    ],
    ['that nobody issued yet', shop, () => undefined, 'wrong certificate-self-signed'],
    ['that has expired', shop, () => root.issue({ names, ...past() }), 'wrong certificate-expired'],
    [
      'whose issuer has expired',
      shop,
      async () => (await root.intermediate(past())).issue({ names }),
      'wrong certificate-expired',
    ],
    [
      'that is not valid yet',
      shop,
      () => root.issue({ names, validFrom: new Date(Date.now() + DAY) }),
      'wrong certificate-not-yet-valid',
    ],
    [
      'that expires soon',
      shop,
      () => root.issue({ names, validTo: new Date(Date.now() + 9 * DAY) }),
      'right certificate-expiring',
    ],
    [
      'for another name',
      shop,
      () => root.issue({ names: ['other.example.com'] }),
      'wrong certificate-wrong-name',
    ],
    ['for the wildcard above it', shop, () => root.issue({ names: ['*.example.com'] }), 'right'],
    [
      'for the wildcard',
      '*.example.com',
      () => root.issue({ names: ['example.com', '*.example.com'] }),
      'right',
    ],
    [
      'for the probed name but not the wildcard',
      '*.example.com',
      () => root.issue({ names: ['closte-domain-sync-probe.example.com'] }),
      'wrong certificate-wildcard-missing',
    ],
    [
      'for the apex but not the wildcard',
      '*.example.com',
      () => root.issue({ names: ['example.com'] }),
      'wrong certificate-wildcard-missing',
    ],
  ] as const) {
    it(`judges one ${what}: ${expected}`, async () => {
      shown = await certificate();
      assert.equal(await outcome(domain), expected);
    });
  }

  it('says in full what it saw', async () => {
    const validFrom = new Date(Math.floor(Date.now() / 1000) * 1000 - DAY);
    const validTo = new Date(validFrom.getTime() + 90 * DAY);
    shown = await root.issue({ names: [shop, 'www.example.com'], validFrom, validTo });
    assert.deepEqual(await check(shop), {
      verdict: 'right',
      certificate: {
        issuer: 'Trusted Root',
        validFrom: validFrom.toISOString(),
        validTo: validTo.toISOString(),
        names: [shop, 'www.example.com'],
      },
      problems: [],
    });
  });

  it('goes by the clock that it is given, not by the machine’s', async () => {
    shown = await root.issue({ names });
    assert.equal(await outcome(shop, { now: Date.now() + 365 * DAY }), 'wrong certificate-expired');
    assert.equal(
      await outcome(shop, { now: Date.now() - 365 * DAY }),
      'wrong certificate-not-yet-valid',
    );
    shown = await root.issue({ names, ...past() });
    assert.equal(await outcome(shop, { now: Date.now() - 30 * DAY }), 'right');
  });

  it('asks for the domain, or for a name that a wildcard covers', async () => {
    shown = await root.issue({ names: [shop, '*.example.com'] });
    await check(shop);
    await check('*.example.com');
    assert.deepEqual(server.handshakes.slice(-2), [shop, 'closte-domain-sync-probe.example.com']);
  });

  it('looks at every address', async () => {
    shown = await root.issue({ names });
    const addresses = ['127.0.0.1', '127.0.0.2'];
    assert.equal(await outcome(shop, { addresses }), 'unknown tls-unreachable');

    const second = await tlsServer({
      certificateFor: () => undefined,
      address: '127.0.0.2',
      port: server.port,
    });
    try {
      const { verdict, problems, certificate } = await check(shop, { addresses });
      assert.equal(verdict, 'wrong');
      assert.deepEqual(
        problems.map(({ code }) => code),
        ['certificate-self-signed'],
      );
      assert.deepEqual(certificate?.names, [shop]);
    } finally {
      await second.close();
    }
  });

  it('looks at more addresses than it connects to at a time', async () => {
    shown = await root.issue({ names });
    const before = server.handshakes.length;
    const addresses = Array.from({ length: 40 }, () => '127.0.0.1');
    assert.equal(await outcome(shop, { addresses }), 'right');
    assert.equal(server.handshakes.length - before, 40);
  });

  it('connects to nothing private unless that is allowed', async () => {
    shown = await root.issue({ names });
    const before = server.handshakes.length;
    assert.deepEqual(await check(shop, { allowPrivateAddresses: false }), {
      verdict: 'unknown',
      problems: [
        {
          code: 'tls-unreachable',
          severity: 'error',
          message: `127.0.0.1 does not answer HTTPS for ${shop}: it is not on the public Internet.`,
          remedy: 'Ask the host whether the server is up, if this lasts.',
        },
      ],
    });
    assert.equal(server.handshakes.length, before);
  });

  it('waits no longer than it is told to', async () => {
    const asked = Promise.withResolvers<undefined>();
    const slow = await tlsServer({ certificateFor: () => asked.promise });
    try {
      const finding = await checkCertificate(parseDomainName(shop), ['127.0.0.1'], {
        port: slow.port,
        allowPrivateAddresses: true,
        now: Date.now,
        signal: new AbortController().signal,
        timeoutMs: 200,
      });
      assert.equal(finding.verdict, 'unknown');
      assert.match(finding.problems[0]?.message ?? '', /no TLS handshake within 0\.2 s/);
    } finally {
      asked.resolve(undefined);
      await slow.close();
    }
  });

  it('stops when it is told to, with the reason', async () => {
    const signal = AbortSignal.abort(new Error('no more time'));
    await assert.rejects(check(shop, {}, signal), /no more time/);
  });
});

/** As a server shows it that was given the certificate without its chain. */
function alone(issued: IssuedCertificate): IssuedCertificate {
  const [first = ''] = issued.certificatePem.split(/(?<=-----END CERTIFICATE-----\n)/);
  return { ...issued, certificatePem: first };
}
