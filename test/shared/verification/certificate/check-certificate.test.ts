import assert from 'node:assert/strict';
import { once } from 'node:events';
import tls from 'node:tls';
import {
  type CertificateAuthority,
  createCertificateAuthority,
  type IssuedCertificate,
  selfSignedCertificate,
} from '../../../../infra/local/sandbox/certificate-authority.ts';
import { type TlsServer, tlsServer } from '../../../../infra/local/sandbox/tls-server.ts';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import {
  CERTIFICATE_CHECK_MS,
  type CertificateCheckOptions,
  checkCertificate,
} from '../../../../shared/verification/certificate/check-certificate.ts';
import type {
  Lookup,
  LookupResult,
  RecordType,
  RecordValues,
} from '../../../../shared/verification/dns/lookup.ts';
import { openEgress } from '../../../../shared/verification/egress.ts';
import { servingSockets } from '../../../support/loopback.ts';
import { messagesOf, told } from '../../../support/told.ts';

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
    {
      now = Date.now(),
      addresses = ['127.0.0.1'],
      ...options
    }: Partial<Omit<CertificateCheckOptions, 'now'>> & {
      readonly now?: number;
      readonly addresses?: readonly string[];
    } = {},
  ) {
    return checkCertificate(parseDomainName(domain), addresses, {
      port: server.port,
      allowPrivateAddresses: true,
      now: () => now,
      signal: new AbortController().signal,
      ...options,
    });
  }

  async function outcome(domain: string, options: Parameters<typeof check>[1] = {}) {
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
      'from an intermediate that is not shown, while another is',
      shop,
      async () => {
        const issued = alone(await (await root.intermediate()).issue({ names }));
        const other = await root.intermediate({ name: 'Other Intermediate' });
        return { ...issued, certificatePem: issued.certificatePem + other.certificatePem };
      },
      'wrong certificate-incomplete-chain',
    ],
    [
      'from an authority that has the name of a trusted one',
      shop,
      async () => {
        const namesake = await createCertificateAuthority({ name: 'Trusted Root' });
        const issued = await namesake.issue({ names });
        return { ...issued, certificatePem: issued.certificatePem + namesake.certificatePem };
      },
      'wrong certificate-untrusted',
    ],
    [
      'that is expired, from a trusted intermediate',
      shop,
      async () => (await root.intermediate()).issue({ names, ...past() }),
      'wrong certificate-expired',
    ],
    [
      'that is expired, without its chain',
      shop,
      async () => alone(await (await root.intermediate()).issue({ names, ...past() })),
      'wrong certificate-incomplete-chain',
    ],
    [
      'that is expired, from an unknown root',
      shop,
      async () => {
        const unknown = await unknownRoot();
        const issued = await unknown.issue({ names, ...past() });
        return { ...issued, certificatePem: issued.certificatePem + unknown.certificatePem };
      },
      'wrong certificate-untrusted',
    ],
    [
      'that is expired, from an intermediate of an unknown root',
      shop,
      async () => (await (await unknownRoot()).intermediate()).issue({ names, ...past() }),
      'wrong certificate-untrusted',
    ],
    [
      'that is an authority’s own',
      shop,
      () => Promise.resolve(root),
      'wrong certificate-self-signed',
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

  it('reports everything that it saw', async () => {
    const validFrom = new Date(Math.floor(Date.now() / 1000) * 1000 - DAY);
    const validTo = new Date(validFrom.getTime() + 90 * DAY);
    shown = await root.issue({ names: [shop, 'www.example.com'], validFrom, validTo });
    assert.deepEqual(await check(shop), {
      verdict: 'right',
      wrongEverywhere: false,
      certificate: {
        issuer: 'Trusted Root',
        validFrom: validFrom.toISOString(),
        validTo: validTo.toISOString(),
        names: [shop, 'www.example.com'],
      },
      problems: [],
      observations: [
        {
          asked: `127.0.0.1 port ${server.port}`,
          question: `TLS for ${shop}`,
          answer: `a certificate of Trusted Root for ${shop}, www.example.com, from ${day(validFrom)} to ${day(validTo)}`,
        },
      ],
    });
  });

  it('uses the clock that it is given, not the machine’s', async () => {
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

  it('looks at 16 addresses at most, of both families', async () => {
    shown = await root.issue({ names });
    const before = server.handshakes.length;
    const ipv4 = Array.from({ length: 20 }, () => '127.0.0.1');
    assert.equal(await outcome(shop, { addresses: ipv4 }), 'right');
    assert.equal(server.handshakes.length - before, 16);

    const addresses = [...ipv4, ...Array.from({ length: 20 }, () => '::1')];
    const { observations = [] } = await check(shop, { addresses });
    const asked = observations.map((one) => one.asked.split(' ', 1)[0]);
    assert.deepEqual([asked.length, asked.filter((address) => address === '::1').length], [16, 8]);
  });

  it('looks at IPv6, and names the address that is bad', async () => {
    shown = await root.issue({ names });
    const ipv6 = await tlsServer({
      certificateFor: () => undefined,
      address: '::1',
      port: server.port,
    });
    try {
      const { verdict, problems } = await check(shop, { addresses: ['127.0.0.1', '::1'] });
      assert.equal(verdict, 'wrong');
      assert.deepEqual(messagesOf(problems), [
        'The certificate that shop.example.com shows at ::1 is self-signed.',
      ]);
    } finally {
      await ipv6.close();
    }
  });

  it('connects to nothing private unless that is allowed', async () => {
    shown = await root.issue({ names });
    const before = server.handshakes.length;
    const finding = await check(shop, { allowPrivateAddresses: false });
    assert.deepEqual(
      { ...finding, problems: told(finding.problems) },
      {
        verdict: 'unknown',
        wrongEverywhere: false,
        problems: [
          {
            code: 'tls-unreachable',
            severity: 'error',
            message: `127.0.0.1 does not answer HTTPS for ${shop}: it is not on the public Internet.`,
            remedy: 'If this lasts, ask the host whether the server is up.',
          },
        ],
        observations: [
          {
            asked: `127.0.0.1 port ${server.port}`,
            question: `TLS for ${shop}`,
            answer: 'it is not on the public Internet',
          },
        ],
      },
    );
    assert.equal(server.handshakes.length, before);
  });

  it('waits no longer than the given time', async () => {
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
      assert.match(messagesOf(finding.problems)[0] ?? '', /no TLS handshake within 0\.2 s/);
    } finally {
      asked.resolve(undefined);
      await slow.close();
    }
  });

  it('takes no longer than its deadline, whichever part is slow', async () => {
    let open = 0;
    let most = 0;
    await using tarpit = await servingSockets((socket) => {
      open += 1;
      most = Math.max(most, open);
      socket.once('close', () => {
        open -= 1;
      });
    });
    const port = Number(new URL(tarpit.origin).port);
    const addresses = Array.from({ length: 40 }, () => '127.0.0.1');
    const finding = await check(shop, { port, addresses });
    assert.equal(finding.verdict, 'unknown');
    assert.equal(finding.problems.length, 1);
    // All handshakes are under way at once, each with a limit below that of the check.
    assert.equal(most, 16);
    const answers = new Set(finding.observations?.map(({ answer }) => answer));
    assert.deepEqual([...answers], ['no TLS handshake within 4.5 s']);
    assert.ok(CERTIFICATE_CHECK_MS > 4500);
  });

  describe('of an apex', () => {
    const apex = 'example.com';
    const www = 'www.example.com';
    /** A look-up that finds these IPv4 addresses for www, and no others. */
    const lookup = (...values: string[]) => ({
      lookup: answering((type) =>
        type === 'A' && values.length > 0
          ? { kind: 'records', values, ttlSeconds: 60, cnames: [] }
          : { kind: 'no-data', cnames: [] },
      ),
    });
    const halfBroken = {
      lookup: answering((type) =>
        type === 'A'
          ? { kind: 'records', values: ['127.0.0.1'], ttlSeconds: 60, cnames: [] }
          : { kind: 'failure', cause: 'broken', reason: 'SERVFAIL' },
      ),
    };

    for (const [what, shownNames, options, expected] of [
      ['and its www twin', [apex, www], lookup('127.0.0.1'), 'right'],
      ['and all below it', [apex, '*.example.com'], lookup('127.0.0.1'), 'right'],
      ['alone', [apex], lookup('127.0.0.1'), 'right certificate-www-missing'],
      ['alone, while www leads elsewhere', [apex], lookup('127.0.0.9'), 'right'],
      ['alone, while www leads elsewhere, too', [apex], lookup('127.0.0.1', '127.0.0.9'), 'right'],
      ['alone, while there is no www', [apex], lookup(), 'right'],
      ['alone, while www cannot be looked up', [apex], {}, 'right'],
      ['alone, while only one family of www can be looked up', [apex], halfBroken, 'right'],
    ] as const) {
      it(`says of a certificate for it ${what}: ${expected}`, async () => {
        shown = await root.issue({ names: shownNames });
        assert.equal(await outcome(apex, options), expected);
      });
    }

    it('names the missing www name', async () => {
      shown = await root.issue({ names: [apex] });
      const { problems } = await check(apex, lookup('127.0.0.1'));
      assert.deepEqual(told(problems), [
        {
          code: 'certificate-www-missing',
          severity: 'warning',
          message:
            'The certificate of example.com is for example.com, but not for www.example.com.',
          remedy: 'Map www.example.com as well, if visitors may use it.',
        },
      ]);
    });

    it('lets www have a certificate of its own', async () => {
      const own = await root.issue({ names: [apex] });
      const forWww = await root.issue({ names: [www] });
      const both = await tlsServer({ certificateFor: (name) => (name === www ? forWww : own) });
      try {
        assert.equal(await outcome(apex, { ...lookup('127.0.0.1'), port: both.port }), 'right');
        assert.deepEqual(both.handshakes, [apex, www]);
      } finally {
        await both.close();
      }
    });

    it('asks nothing for a name below it, for a wildcard, or for one that is not right', async () => {
      const lookup = answering(() => assert.fail('www is looked up'));
      shown = await root.issue({ names: [shop, apex, '*.example.com'] });
      await check(shop, { lookup });
      await check('*.example.com', { lookup });
      shown = await selfSignedCertificate({ names: [apex] });
      await check(apex, { lookup });
    });

    it('ends without www if that takes too long', async () => {
      shown = await root.issue({ names: [apex] });
      const slow: Lookup = (_name, _type, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        });
      assert.equal(await outcome(apex, { lookup: slow }), 'right');
    });
  });

  it('stops when it is aborted, with the reason', async () => {
    const signal = AbortSignal.abort(new Error('no more time'));
    await assert.rejects(check(shop, { signal }), /no more time/);
  });

  describe('of a domain with IPv4 and IPv6', () => {
    const addresses = ['127.0.0.1', '2001:db8::1'];
    const failures = ['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'silence'];
    for (const how of failures) {
      it(`is right by IPv4 if IPv6 does not work from here: ${how}`, async () => {
        shown = await root.issue({ names });
        const egress = openEgress({
          log: { warn() {} },
          now: Date.now,
          ask: async (_server, _transport, signal) => {
            if (how === 'silence') await once(signal, 'abort');
            throw Object.assign(new Error(how), { code: how });
          },
        });
        assert.equal(await outcome(shop, { addresses, egress }), 'right');
      });
    }

    it('is right by both if IPv6 works', async () => {
      shown = await root.issue({ names });
      const egress = { has: async () => true };
      assert.equal(
        await outcome(shop, { addresses: ['127.0.0.1', '::ffff:127.0.0.1'], egress }),
        'right',
      );
    });

    it('reports a server that does not answer by IPv6 if IPv6 works', async () => {
      shown = await root.issue({ names });
      const egress = { has: async () => true };
      const silent = { addresses: ['127.0.0.1', '::ffff:127.0.0.2'], egress };
      const { verdict, problems } = await check(shop, silent);
      assert.equal(verdict, 'unknown');
      assert.deepEqual(
        problems.map(({ code }) => code),
        ['tls-unreachable'],
      );
    });
  });
});

/** The certificate as shown by a server that was given it without its chain. */
function alone(issued: IssuedCertificate): IssuedCertificate {
  const [first = ''] = issued.certificatePem.split(/(?<=-----END CERTIFICATE-----\n)/);
  return { ...issued, certificatePem: first };
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** A resolver with the same answer for every name. */
function answering(answer: (type: 'A' | 'AAAA') => LookupResult<string>): Lookup {
  async function lookup<Type extends RecordType>(
    name: string,
    type: Type,
    signal: AbortSignal,
  ): Promise<LookupResult<RecordValues[Type]>>;
  async function lookup(
    _name: string,
    type: RecordType,
  ): Promise<LookupResult<RecordValues[RecordType]>> {
    return type === 'A' || type === 'AAAA' ? answer(type) : assert.fail(type);
  }
  return lookup;
}
