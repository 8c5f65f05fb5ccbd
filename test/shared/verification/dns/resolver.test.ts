import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { type DnsServer, dnsServer } from '../../../../infra/local/sandbox/dns-server.ts';
import { dnsZone } from '../../../../infra/local/sandbox/dns-zone.ts';
import { dnsResolver } from '../../../../shared/verification/dns/resolver.ts';

const never = new AbortController().signal;

describe('the resolver', () => {
  const many = Array.from({ length: 1000 }, (_, i) => `A 198.18.${i >> 8}.${i & 255}` as const);
  const zone = dnsZone({
    'shop.example.com': ['A 203.0.113.7', 'A 203.0.113.8', 'AAAA 2001:db8::7'],
    'www.example.com': ['CNAME shop.example.com'],
    'v4.example.com': ['A 203.0.113.7'],
    'cname-to-v4.example.com': ['CNAME v4.example.com'],
    'many.example.com': many,
    'odd.example.com': ['CNAME ev\u0007il\u001b.example.net'],
  });
  zone.fail('servfail.example.com', 'SERVFAIL');
  zone.fail('refused.example.com', 'REFUSED');
  zone.fail('silent.example.com', 'silence');
  let server: DnsServer;
  before(async () => {
    server = await dnsServer({ resolve: zone.resolve });
  });
  after(() => server.close());

  const records = (...values: string[]) => ({ kind: 'records', values });
  const failure = (reason: string, replied: boolean) => ({ kind: 'failure', reason, replied });

  for (const [name, type, answer] of [
    ['shop.example.com', 'A', records('203.0.113.7', '203.0.113.8')],
    ['shop.example.com', 'AAAA', records('2001:db8::7')],
    ['www.example.com', 'A', records('203.0.113.7', '203.0.113.8')],
    ['www.example.com', 'CNAME', records('shop.example.com')],
    ['v4.example.com', 'AAAA', { kind: 'no-data' }],
    ['cname-to-v4.example.com', 'AAAA', { kind: 'no-data' }],
    ['shop.example.com', 'CNAME', { kind: 'no-data' }],
    ['gone.example.com', 'A', { kind: 'no-name' }],
    ['not a name', 'A', { kind: 'no-name' }],
    [`${'x'.repeat(64)}.example.com`, 'A', { kind: 'no-name' }],
    ['servfail.example.com', 'A', failure('SERVFAIL', true)],
    ['refused.example.com', 'A', failure('REFUSED', true)],
    ['odd.example.com', 'CNAME', records('ev\\007il\\027.example.net')],
  ] as const) {
    it(`answers ${name} ${type} with ${JSON.stringify(answer)}`, async () => {
      const resolver = dnsResolver({ servers: [server.server] });
      assert.deepEqual(await resolver(name, type, never), answer);
    });
  }

  it('takes an answer that needs TCP', async () => {
    const answer = await dnsResolver({ servers: [server.server] })('many.example.com', 'A', never);
    assert.equal(answer.kind === 'records' && answer.values.length, 1000);
  });

  it('asks anew each time', async () => {
    const resolver = dnsResolver({ servers: [server.server] });
    const first = await resolver('changing.example.com', 'A', never);
    zone.set('changing.example.com', 'A 203.0.113.9');
    assert.equal(first.kind, 'no-name');
    assert.deepEqual(await resolver('changing.example.com', 'A', never), records('203.0.113.9'));
  });

  it('waits no longer than it is told to', async () => {
    const resolver = dnsResolver({ servers: [server.server], timeoutMs: 300 });
    const started = performance.now();
    const answer = await resolver('silent.example.com', 'A', never);
    assert.deepEqual(answer, failure('no reply within 0.3 s', false));
    assert.ok(performance.now() - started < 5000);
  });

  it('asks the next server if one is silent', async () => {
    const silent = createSocket('udp4').bind(0, '127.0.0.1');
    await once(silent, 'listening');
    const servers = [`127.0.0.1:${silent.address().port}`, server.server];
    try {
      const answer = await dnsResolver({ servers, timeoutMs: 4000 })('v4.example.com', 'A', never);
      assert.deepEqual(answer, records('203.0.113.7'));
    } finally {
      silent.close();
    }
  });

  it('says that a reply is malformed', async () => {
    const babbler = createSocket('udp4').bind(0, '127.0.0.1');
    await once(babbler, 'listening');
    babbler.on('message', (query, { port, address }) => {
      // The query sent back as a reply that promises an answer and holds none.
      const reply = Buffer.from(query);
      reply.writeUInt16BE(0x8180, 2);
      reply.writeUInt16BE(1, 6);
      reply.writeUInt16BE(0, 10);
      babbler.send(reply.subarray(0, 12 + 'shop.example.com'.length + 2 + 4), port, address);
    });
    const servers = [`127.0.0.1:${babbler.address().port}`];
    try {
      const answer = await dnsResolver({ servers, timeoutMs: 500 })('shop.example.com', 'A', never);
      assert.deepEqual(answer, failure('a malformed reply', true));
    } finally {
      babbler.close();
    }
  });

  it('stops at once when it is told to, with the reason', async () => {
    const controller = new AbortController();
    const resolver = dnsResolver({ servers: [server.server], timeoutMs: 1000 });
    const answer = resolver('silent.example.com', 'A', controller.signal);
    controller.abort(new Error('no more time'));
    await assert.rejects(answer, /^Error: no more time$/);
    await assert.rejects(resolver('v4.example.com', 'A', controller.signal), /no more time/);
  });

  it('says that nobody is there to ask', async () => {
    const gone = await dnsServer({ resolve: zone.resolve });
    await gone.close();
    const answer = await dnsResolver({ servers: [gone.server] })('v4.example.com', 'A', never);
    assert.deepEqual(answer, failure('the resolver cannot be reached', false));
  });

  it('takes servers by IPv6 address as well', async function () {
    if (
      !Object.values(networkInterfaces())
        .flat()
        .some((one) => one?.address === '::1')
    )
      this.skip();
    const six = await dnsServer({ resolve: zone.resolve, address: '::1' });
    try {
      const answer = await dnsResolver({ servers: [six.server] })('v4.example.com', 'A', never);
      assert.deepEqual(answer, records('203.0.113.7'));
    } finally {
      await six.close();
    }
  });

  it('refuses a server that is no address', () => {
    assert.throws(() => dnsResolver({ servers: ['dns.example.com'] }), TypeError);
  });
});
