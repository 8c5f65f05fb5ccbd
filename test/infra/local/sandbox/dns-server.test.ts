import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { decode, encode, streamDecode, streamEncode } from 'dns-packet';
import {
  type DnsReply,
  type DnsScript,
  type DnsServer,
  dnsServer,
} from '../../../../infra/local/sandbox/dns-server.ts';

const answer = (...addresses: string[]): DnsReply => ({
  code: 'NOERROR',
  records: addresses.map((value) => ({ name: 'shop.example.com', type: 'A', value })),
});
const nothing = (code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED'): DnsReply => ({
  code,
  records: [],
});

describe('the sandbox’s DNS server', () => {
  let script: DnsScript;
  let server: DnsServer;
  beforeEach(async () => {
    script = () => answer('203.0.113.7');
    server = await dnsServer({ resolve: (name, type) => script(name, type) });
  });
  afterEach(() => server.close());

  function resolver(): Resolver {
    const one = new Resolver({ timeout: 300, maxTimeout: 300, tries: 1 });
    one.setServers([server.server]);
    return one;
  }

  it('answers from its script, which it calls each time', async () => {
    assert.deepEqual(await resolver().resolve4('shop.example.com'), ['203.0.113.7']);
    script = async () => answer('203.0.113.8', '203.0.113.9');
    assert.deepEqual(await resolver().resolve4('shop.example.com'), ['203.0.113.8', '203.0.113.9']);
  });

  it('passes its script the name in lower case and the type', async () => {
    const asked: string[] = [];
    script = (name, type) => {
      asked.push(`${name} ${type}`);
      return nothing('NOERROR');
    };
    await assert.rejects(resolver().resolve6('SHOP.Example.com'));
    await assert.rejects(resolver().resolveMx('example.com'));
    assert.deepEqual(asked, ['shop.example.com AAAA', 'example.com MX']);
  });

  for (const [reply, code] of [
    [nothing('NOERROR'), 'ENODATA'],
    [nothing('NXDOMAIN'), 'ENOTFOUND'],
    [nothing('SERVFAIL'), 'ESERVFAIL'],
    [nothing('REFUSED'), 'EREFUSED'],
    ['silence', 'ETIMEOUT'],
  ] as const) {
    it(`with ${typeof reply === 'string' ? reply : reply.code} is ${code} for Node`, async () => {
      script = () => reply;
      await assert.rejects(resolver().resolve4('shop.example.com'), { code });
    });
  }

  it('answers SERVFAIL if its script fails', async () => {
    script = () => Promise.reject(new Error('no idea'));
    await assert.rejects(resolver().resolve4('shop.example.com'), { code: 'ESERVFAIL' });
  });

  it('sends a long answer by TCP', async () => {
    const many = Array.from({ length: 500 }, (_, i) => `198.18.${i >> 8}.${i & 255}`);
    script = () => answer(...many);
    const found = await resolver().resolve4('shop.example.com');
    assert.deepEqual(found.toSorted(), many.toSorted());
  });

  it('truncates a UDP answer at 512 bytes for clients without EDNS', async () => {
    script = () => answer(...Array.from({ length: 20 }, (_, i) => `203.0.113.${i}`));
    const client = createSocket('udp4');
    const query = encode({
      id: 7,
      type: 'query',
      questions: [{ type: 'A', name: 'shop.example.com' }],
    });
    client.send(query, server.port, server.address);
    const [message] = await once(client, 'message');
    client.close();
    const { id, flag_tc, answers } = decode(message);
    assert.deepEqual([id, flag_tc, answers], [7, true, []]);
  });

  it('answers several questions on one TCP connection, however they are split', async () => {
    const socket = connect(server.port, server.address);
    const queries = [1, 2].map((id) =>
      streamEncode({ id, type: 'query', questions: [{ type: 'A', name: 'shop.example.com' }] }),
    );
    const bytes = Buffer.concat(queries);
    socket.setNoDelay(true);
    socket.write(bytes.subarray(0, 1));
    await new Promise((later) => setTimeout(later, 20));
    socket.write(bytes.subarray(1, queries[0]?.length));
    socket.end(bytes.subarray(queries[0]?.length));
    const received = await buffer(socket);
    const first = streamDecode(received);
    const second = streamDecode(received.subarray(2 + received.readUInt16BE()));
    assert.deepEqual([first?.id, second?.id], [1, 2]);
    assert.equal(second?.answers?.length, 1);
  });

  it('counts the questions, by name and in total', async () => {
    await resolver().resolve4('a.example.com');
    await resolver().resolve4('a.example.com');
    await resolver().resolve4('b.example.com');
    assert.deepEqual(
      [server.queries('a.example.com'), server.queries('b.example.com'), server.queries()],
      [2, 1, 3],
    );
  });

  it('survives a datagram that is not a question', async () => {
    const client = createSocket('udp4');
    for (const message of ['', 'garbage', Buffer.alloc(12)]) {
      client.send(message, server.port, server.address);
    }
    const babbler = connect(server.port, server.address);
    babbler.on('error', () => {});
    babbler.end(Buffer.alloc(100, 'x'));
    await once(babbler, 'connect');
    assert.deepEqual(await resolver().resolve4('shop.example.com'), ['203.0.113.7']);
    client.close();
    babbler.destroy();
  });

  it('listens at the given address', async () => {
    const other = await dnsServer({ resolve: () => answer('203.0.113.9'), address: '127.0.0.2' });
    try {
      assert.equal(other.server, `127.0.0.2:${other.port}`);
      const one = new Resolver({ tries: 1 });
      one.setServers([other.server]);
      assert.deepEqual(await one.resolve4('shop.example.com'), ['203.0.113.9']);
      await assert.rejects(
        dnsServer({ resolve: () => 'silence', address: '127.0.0.2', port: other.port }),
        { code: 'EADDRINUSE' },
      );
    } finally {
      await other.close();
    }
  });

  it('binds its port for both UDP and TCP or not at all', async () => {
    const udp = createSocket('udp4').bind(0, '127.0.0.1');
    await once(udp, 'listening');
    const { port } = udp.address();
    try {
      await assert.rejects(dnsServer({ resolve: () => 'silence', port }), { code: 'EADDRINUSE' });
    } finally {
      udp.close();
    }
    await (await dnsServer({ resolve: () => 'silence', port })).close();
  });

  it('closes promptly, with questions still open', async () => {
    const asked = Promise.withResolvers<void>();
    const reply = Promise.withResolvers<DnsReply>();
    const other = await dnsServer({
      resolve: () => {
        asked.resolve();
        return reply.promise;
      },
    });
    const idle = connect(other.port, other.address);
    idle.on('error', () => {});
    await once(idle, 'connect');
    const client = createSocket('udp4');
    const query = encode({ type: 'query', questions: [{ type: 'A', name: 'shop.example.com' }] });
    client.send(query, other.port, other.address);
    await asked.promise;
    await other.close();
    reply.resolve(answer('203.0.113.7'));
    client.close();
    idle.destroy();
  });
});
