import assert from 'node:assert/strict';
import { type DnsServer, dnsServer } from '../../../../infra/local/sandbox/dns-server.ts';
import { type DnsZone, dnsZone } from '../../../../infra/local/sandbox/dns-zone.ts';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import { checkDns } from '../../../../shared/verification/dns/check-dns.ts';
import { dnsResolver } from '../../../../shared/verification/dns/resolver.ts';
import type { Network } from '../../../../shared/verification/findings.ts';

const NAME = 'network.example.net';
const BY_ADDRESS: Network = { addresses: ['34.1.1.1', '2600:0::1'] };
const BY_NAME: Network = { domain: NAME, addresses: [] };
const BY_BOTH: Network = { domain: NAME, addresses: ['34.1.1.1'] };

describe('the DNS check', () => {
  let zone: DnsZone;
  let server: DnsServer;
  beforeEach(async () => {
    zone = dnsZone({ [NAME]: ['A 34.1.1.1', 'AAAA 2600::1'] });
    server = await dnsServer({ resolve: (name, type) => zone.resolve(name, type) });
  });
  afterEach(() => server.close());

  function check(domain: string, network: Network, signal = new AbortController().signal) {
    const resolver = dnsResolver({ servers: [server.server], timeoutMs: 400 });
    return checkDns(parseDomainName(domain), network, {
      resolver,
      allowPrivateAddresses: false,
      signal,
    });
  }

  async function outcome(domain: string, network: Network) {
    const { verdict, problems } = await check(domain, network);
    return [verdict, ...problems.map(({ code }) => code)].join(' ');
  }

  it('finds a domain right that has the network’s addresses', async () => {
    zone.set('shop.example.com', 'A 34.1.1.1', 'AAAA 2600::1');
    const right = { verdict: 'right', addresses: ['34.1.1.1', '2600::1'], problems: [] };
    assert.deepEqual(await check('shop.example.com', BY_ADDRESS), right);
    assert.deepEqual(await check('shop.example.com', BY_NAME), right);
  });

  it('compares with the network’s domain as it is now', async () => {
    zone.set('shop.example.com', 'A 34.1.1.2');
    assert.equal(await outcome('shop.example.com', BY_NAME), 'wrong dns-wrong-address');
    zone.set(NAME, 'A 34.1.1.2');
    assert.equal(await outcome('shop.example.com', BY_NAME), 'right');
  });

  it('compares with the given addresses alone where there are any', async () => {
    zone.set(NAME, 'A 34.9.9.9');
    zone.set('shop.example.com', 'A 34.9.9.9');
    assert.equal(await outcome('shop.example.com', BY_BOTH), 'wrong dns-wrong-address');
  });

  it('finds a CNAME to the network right whatever its addresses are', async () => {
    zone.set(NAME, 'A 34.9.9.9');
    zone.set('shop.example.com', 'CNAME www.example.com');
    zone.set('www.example.com', `CNAME ${NAME.toUpperCase()}`);
    assert.equal(await outcome('shop.example.com', BY_BOTH), 'right');
  });

  it('finds a CNAME to the network wrong if that leads inside', async () => {
    zone.set(NAME, 'A 10.0.0.1');
    zone.set('shop.example.com', `CNAME ${NAME}`);
    assert.deepEqual(await check('shop.example.com', BY_NAME), {
      verdict: 'wrong',
      addresses: [],
      problems: [
        {
          code: 'dns-private-address',
          severity: 'error',
          message: 'shop.example.com points at 10.0.0.1, which is not on the public Internet.',
          remedy: `Replace the record with shop.example.com CNAME ${NAME} or shop.example.com A 10.0.0.1`,
        },
      ],
    });
  });

  it('looks a wildcard up by a name under it', async () => {
    zone.set('*.example.com', `CNAME ${NAME}`);
    assert.equal(await outcome('*.example.com', BY_NAME), 'right');
    assert.equal(server.queries('*.example.com'), 0);
    assert.ok(server.queries('closte-domain-sync-probe.example.com') > 0);
  });

  it('tells the record that an apex needs, which cannot be a CNAME', async () => {
    const { problems } = await check('example.com', BY_NAME);
    assert.deepEqual(problems, [
      {
        code: 'dns-no-records',
        severity: 'error',
        message: 'example.com does not exist.',
        remedy: 'Create the record example.com A 34.1.1.1 or example.com AAAA 2600::1',
      },
    ]);
  });

  it('says that it is not known what to point at', async () => {
    assert.deepEqual(await check('shop.example.com', { addresses: [] }), {
      verdict: 'unknown',
      addresses: [],
      problems: [
        {
          code: 'network-unknown',
          severity: 'error',
          message: 'It is not known what shop.example.com has to point at.',
          remedy:
            'Set NETWORK_DOMAIN or NETWORK_ADDRESSES, or have the multisite send "network" in its events.',
        },
      ],
    });
    assert.equal(server.queries(), 0);
  });

  for (const [what, break_, reason] of [
    ['fails', () => zone.fail(NAME, 'SERVFAIL'), 'SERVFAIL'],
    ['is silent', () => zone.fail(NAME, 'silence'), 'no reply within 0.4 s'],
    ['is gone', () => zone.remove(NAME), 'it does not exist'],
    ['has no address', () => zone.set(NAME), 'it has no A or AAAA record'],
  ] as const) {
    it(`blames the network’s own domain if that ${what}`, async () => {
      zone.set('shop.example.com', 'A 34.1.1.1');
      break_();
      const { verdict, problems } = await check('shop.example.com', BY_NAME);
      assert.equal(verdict, 'unknown');
      assert.deepEqual(
        problems.map(({ message }) => message),
        [`The name servers of ${NAME} gave no answer: ${reason}.`],
      );
    });
  }

  for (const [what, arrange, expected] of [
    ['does not exist', () => {}, 'wrong dns-no-records'],
    ['has no address', () => zone.set('shop.example.com'), 'wrong dns-no-records'],
    [
      'has servers that fail',
      () => zone.fail('shop.example.com', 'SERVFAIL'),
      'unknown dns-server-failure',
    ],
    [
      'has servers that refuse',
      () => zone.fail('shop.example.com', 'REFUSED'),
      'unknown dns-server-failure',
    ],
    [
      'has silent servers',
      () => zone.fail('shop.example.com', 'silence'),
      'unknown dns-server-failure',
    ],
    [
      'is a CNAME to nothing',
      () => zone.set('shop.example.com', 'CNAME gone.example.org'),
      'wrong dns-cname-broken',
    ],
    [
      'is a CNAME to a name without address',
      () => {
        zone.set('shop.example.com', 'CNAME bare.example.org');
        zone.set('bare.example.org');
      },
      'wrong dns-cname-broken',
    ],
    [
      'is a CNAME in a circle, which resolvers call SERVFAIL',
      () => {
        zone.set('shop.example.com', 'CNAME www.example.com');
        zone.set('www.example.com', 'CNAME shop.example.com');
      },
      'wrong dns-cname-broken',
    ],
    [
      'is a CNAME without end, which resolvers call SERVFAIL',
      () => {
        zone.set('shop.example.com', 'CNAME hop20.example.org');
        for (let hop = 20; hop > 0; hop--) {
          zone.set(`hop${hop}.example.org`, `CNAME hop${hop - 1}.example.org`);
        }
      },
      'wrong dns-cname-broken',
    ],
    [
      'is a CNAME to a name whose servers fail',
      () => {
        zone.set('shop.example.com', 'CNAME broken.example.org');
        zone.fail('broken.example.org', 'SERVFAIL');
      },
      'unknown dns-server-failure',
    ],
    [
      'is a CNAME with odd bytes',
      () => zone.set('shop.example.com', 'CNAME ev\u001b[31mil.example.org'),
      'wrong dns-cname-broken',
    ],
    [
      'points somewhere else',
      () => zone.set('shop.example.com', 'A 198.51.100.9'),
      'wrong dns-wrong-address',
    ],
    [
      'is a CNAME that leads somewhere else',
      () => {
        zone.set('shop.example.com', 'CNAME other.example.org');
        zone.set('other.example.org', 'A 8.8.8.8');
      },
      'wrong dns-wrong-address',
    ],
    [
      'points at the network and elsewhere',
      () => zone.set('shop.example.com', 'A 34.1.1.1', 'A 8.8.8.8'),
      'wrong dns-mixed-addresses',
    ],
    [
      'points elsewhere with IPv6',
      () => zone.set('shop.example.com', 'A 34.1.1.1', 'AAAA 2600::9'),
      'wrong dns-ipv6-elsewhere',
    ],
    [
      'points at the cloud’s metadata',
      () => zone.set('shop.example.com', 'A 169.254.169.254'),
      'wrong dns-private-address',
    ],
  ] as const) {
    it(`judges one that ${what}: ${expected}`, async () => {
      arrange();
      assert.equal(await outcome('shop.example.com', BY_NAME), expected);
    });
  }

  it('follows a CNAME itself where the server leaves that to who asks', async () => {
    zone.set('shop.example.com', 'CNAME www.example.com');
    zone.set('www.example.com', 'A 34.1.1.1', 'AAAA 2600::1');
    const whole = zone.resolve;
    const resolve: DnsZone['resolve'] = async (name, type) => {
      const reply = await whole(name, type);
      if (reply === 'silence') return reply;
      return { ...reply, records: reply.records.filter((record) => record.name === name) };
    };
    zone = { ...zone, resolve };
    assert.deepEqual(await check('shop.example.com', BY_ADDRESS), {
      verdict: 'right',
      addresses: ['34.1.1.1', '2600::1'],
      problems: [],
    });
  });

  it('is content with the A record if the AAAA record cannot be looked up', async () => {
    const resolve: DnsZone['resolve'] = (name, type) =>
      type === 'AAAA' && name === 'shop.example.com' ? 'silence' : whole(name, type);
    const whole = zone.resolve;
    zone.set('shop.example.com', 'A 34.1.1.1');
    zone = { ...zone, resolve };
    assert.equal(await outcome('shop.example.com', BY_NAME), 'right');
  });

  it('asks little where all is right', async () => {
    zone.set('shop.example.com', 'A 34.1.1.1');
    await check('shop.example.com', BY_ADDRESS);
    assert.equal(server.queries(), 2);
    await check('shop.example.com', BY_NAME);
    assert.equal(server.queries(), 6);
  });

  it('does not ask a silent server more than it has to', async () => {
    zone.fail('shop.example.com', 'silence');
    await check('shop.example.com', BY_ADDRESS);
    // For A and AAAA, twice each.
    assert.ok(server.queries() <= 4);
  });

  it('stops when it is told to, with the reason', async () => {
    zone.fail('shop.example.com', 'silence');
    const controller = new AbortController();
    const checking = check('shop.example.com', BY_NAME, controller.signal);
    controller.abort(new Error('no more time'));
    await assert.rejects(checking, /no more time/);
  });
});
