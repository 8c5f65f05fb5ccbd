import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DecodedPacket, decode, encode, type Packet, streamEncode } from 'dns-packet';
import { ask } from '../../../../../shared/verification/dns/client/ask.ts';
import { freePort } from '../../../../support/free-port.ts';
import { rawDnsServer } from '../../../../support/raw-dns-server.ts';
import { spoken } from '../../../../support/told.ts';

const never = new AbortController().signal;
const question = { name: 'shop.example.com', type: 'A' } as const;
const manner = { recursion: true, unchecked: false, timeoutMs: 600 };
const NOT_SOON_MS = 20_000;

const RIGHT = { name: 'shop.example.com', type: 'A', data: '203.0.113.7' } as const;
const WRONG = { name: 'shop.example.com', type: 'A', data: '198.51.100.9' } as const;

function replyTo(query: Buffer, packet: Packet = { answers: [RIGHT] }): Packet {
  const { id, questions } = decode(query);
  return { id: id ?? 0, type: 'response', questions: questions ?? [], ...packet };
}

const hasEdns = ({ additionals = [] }: DecodedPacket) => additionals.some((a) => a.type === 'OPT');

function addresses(said: Awaited<ReturnType<typeof ask>>): readonly unknown[] {
  assert.ok(said.kind === 'response', JSON.stringify(said));
  return said.answers.map(({ value }) => value);
}

describe('a question to one server', () => {
  it('is answered by the reply to it', async () => {
    await using server = await rawDnsServer({ udp: (query, send) => send(encode(replyTo(query))) });
    assert.deepEqual(addresses(await ask(server, question, manner, never)), ['203.0.113.7']);
  });

  it('is asked only by TCP if UDP does not work from here', async () => {
    const asked: string[] = [];
    await using server = await rawDnsServer({
      udp: () => asked.push('udp'),
      tcp(query, socket) {
        asked.push('tcp');
        socket.end(streamEncode(replyTo(query)));
      },
    });
    const said = await ask(server, question, { ...manner, tcpOnly: true }, never);
    assert.deepEqual([addresses(said), asked], [['203.0.113.7'], ['tcp']]);
  });

  it('is not answered if nobody listens over TCP either', async () => {
    await using server = await rawDnsServer({ udp: () => {} });
    const said = await ask(server, question, { ...manner, tcpOnly: true }, never);
    assert.deepEqual(said.kind === 'failure' && said.cause, 'silent');
  });

  it('is sent from a new port with a new id each time', async () => {
    const seen = new Set<string>();
    await using server = await rawDnsServer({
      udp(query, send, from) {
        seen.add(`${from} ${query.readUInt16BE(0)}`);
        send(encode(replyTo(query)));
      },
    });
    for (let i = 0; i < 10; i++) await ask(server, question, manner, never);
    assert.equal(new Set([...seen].map((one) => one.split(' ')[0])).size, 10);
    assert.ok(new Set([...seen].map((one) => one.split(' ')[1])).size > 7);
  });

  it('ignores replies with another id, to another question, and malformed ones', async () => {
    await using server = await rawDnsServer({
      udp(query, send) {
        const wrong = replyTo(query, { answers: [WRONG] });
        send(encode({ ...wrong, id: ((wrong.id ?? 0) + 1) % 0x1_0000 }));
        send(encode({ ...wrong, questions: [{ name: 'shop.example.org', type: 'A' }] }));
        send(encode({ ...wrong, type: 'query' }));
        send(Buffer.from('garbage'));
        send(Buffer.alloc(0));
        send(encode(replyTo(query)));
      },
    });
    assert.deepEqual(addresses(await ask(server, question, manner, never)), ['203.0.113.7']);
  });

  it('ignores replies from another address or port', async () => {
    const stranger = createSocket('udp4').bind(0, '127.0.0.1');
    await once(stranger, 'listening');
    await using server = await rawDnsServer({
      udp(query, send, from) {
        const wrong = encode(replyTo(query, { answers: [WRONG] }));
        stranger.send(wrong, from, '127.0.0.1', () => send(encode(replyTo(query))));
      },
    });
    try {
      assert.deepEqual(addresses(await ask(server, question, manner, never)), ['203.0.113.7']);
    } finally {
      stranger.close();
    }
  });

  it('fails in time under a flood of wrong replies', async () => {
    let flooding = true;
    await using server = await rawDnsServer({
      async udp(query, send) {
        const wrong = replyTo(query, { answers: [WRONG] });
        const reply = encode({ ...wrong, id: ((wrong.id ?? 0) + 1) % 0x1_0000 });
        while (flooding) {
          for (let i = 0; i < 20; i++) send(reply);
          await sleep(1);
        }
      },
    });
    const started = performance.now();
    const said = await ask(server, question, manner, never);
    flooding = false;
    assert.deepEqual(spoken(said), {
      kind: 'failure',
      cause: 'silent',
      reason: 'no reply within 0.6 s',
    });
    assert.ok(performance.now() - started < NOT_SOON_MS);
  });

  it('is retransmitted if it is lost', async () => {
    let queries = 0;
    await using server = await rawDnsServer({
      udp: (query, send) => ++queries > 1 && send(encode(replyTo(query))),
    });
    assert.deepEqual(addresses(await ask(server, question, manner, never)), ['203.0.113.7']);
    assert.equal(queries, 2);
  });

  for (const code of [1, 4]) {
    it(`is repeated without EDNS after the code ${code}`, async () => {
      await using server = await rawDnsServer({
        udp(query, send) {
          const plain = !hasEdns(decode(query));
          send(encode(replyTo(query, plain ? { answers: [RIGHT] } : { flags: code })));
        },
      });
      assert.deepEqual(addresses(await ask(server, question, manner, never)), ['203.0.113.7']);
    });
  }

  it('accepts a reply that arrives only during the retransmission', async () => {
    await using server = await rawDnsServer({
      udp(query, send) {
        // The second one is never answered.
        if (hasEdns(decode(query))) setTimeout(() => send(encode(replyTo(query))), 450);
      },
    });
    const patient = { ...manner, timeoutMs: 800 };
    assert.deepEqual(addresses(await ask(server, question, patient, never)), ['203.0.113.7']);
  });

  it('is repeated without EDNS after a malformed reply', async () => {
    await using server = await rawDnsServer({
      udp(query, send) {
        const reply = encode(replyTo(query));
        send(hasEdns(decode(query)) ? reply.subarray(0, -2) : reply);
      },
    });
    assert.deepEqual(addresses(await ask(server, question, manner, never)), ['203.0.113.7']);
  });

  it('gets no answer from a server that replies with nonsense', async () => {
    await using server = await rawDnsServer({
      udp: (query, send) => send(encode(replyTo(query)).subarray(0, -2)),
    });
    const said = await ask(server, question, manner, never);
    assert.deepEqual(spoken(said), {
      kind: 'failure',
      cause: 'broken',
      reason: 'a malformed reply',
    });
  });

  it('gets no answer if nobody listens', async () => {
    const server = await rawDnsServer({});
    await server[Symbol.asyncDispose]();
    const said = await ask(server, question, { ...manner, timeoutMs: NOT_SOON_MS }, never);
    assert.deepEqual(spoken(said), {
      kind: 'failure',
      cause: 'silent',
      reason: 'the server cannot be reached (ECONNREFUSED)',
    });
  });

  it('ends at once when it is aborted, with the reason', async () => {
    const controller = new AbortController();
    await using server = await rawDnsServer({
      udp: () => controller.abort(new Error('no more time')),
    });
    const patient = { ...manner, timeoutMs: NOT_SOON_MS };
    await assert.rejects(ask(server, question, patient, controller.signal), /no more time/);
    await assert.rejects(ask(server, question, patient, controller.signal), /no more time/);
  });
});

describe('a truncated reply', () => {
  const cutOff = (query: Buffer, send: (reply: Buffer) => void) =>
    send(encode(replyTo(query, { flags: 0x0200 })));
  const BROKEN = 'a truncated reply, and no complete one over TCP';

  it('is fetched over TCP, however it is split', async () => {
    await using server = await rawDnsServer({
      udp: cutOff,
      async tcp(query, socket) {
        const answers = Array.from({ length: 500 }, () => RIGHT);
        const bytes = streamEncode(replyTo(query, { answers }));
        let from = 0;
        for (const end of [1, 2, 3, 50, 5000, bytes.length]) {
          socket.write(bytes.subarray(from, end));
          from = end;
          await sleep(1);
        }
      },
    });
    const patient = { ...manner, timeoutMs: NOT_SOON_MS };
    assert.equal(addresses(await ask(server, question, patient, never)).length, 500);
  });

  const ways: readonly (readonly [
    string,
    ((query: Buffer, socket: Socket) => void) | undefined,
    string,
  ])[] = [
    ['is silent', () => {}, BROKEN],
    [
      'closes the connection',
      (_, socket) => socket.end(),
      'it closed the connection before it replied',
    ],
    [
      'sends a byte now and then',
      async (_, socket) => {
        socket.write('\xff', 'latin1');
        while (!socket.destroyed) {
          socket.write('x');
          await sleep(20);
        }
      },
      BROKEN,
    ],
    [
      'sends endless garbage',
      (_, socket) => {
        const more = () => {
          while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 0xff)));
        };
        socket.on('drain', more);
        more();
      },
      'a reply to another question',
    ],
    [
      'replies to something else',
      (query, socket) => socket.write(streamEncode({ ...replyTo(query), questions: [] })),
      'a reply to another question',
    ],
    [
      'truncates it, too',
      (query, socket) => socket.write(streamEncode(replyTo(query, { flags: 0x0200 }))),
      'a truncated reply, even over TCP',
    ],
    [
      'sends too many records',
      (query, socket) => {
        const answers = Array(501).fill(RIGHT);
        socket.write(streamEncode(replyTo(query, { answers })));
      },
      'a reply with more than 500 records',
    ],
    [
      'sends no valid reply',
      (query, socket) => {
        const bytes = encode(replyTo(query)).subarray(0, -2);
        socket.write(Buffer.concat([Buffer.from([0, bytes.length]), bytes]));
      },
      'a malformed reply',
    ],
  ];
  for (const [how, tcp, reason] of ways) {
    it(`is a failure if the server ${how} over TCP, and leaves no connection open`, async () => {
      await using server = await rawDnsServer({ udp: cutOff, ...(tcp ? { tcp } : {}) });
      const started = performance.now();
      const said = await ask(server, question, manner, never);
      assert.deepEqual(spoken(said), { kind: 'failure', cause: 'broken', reason });
      assert.ok(performance.now() - started < NOT_SOON_MS);
      for (let waited = 0; server.connections() > 0; waited += 10) {
        assert.ok(waited < NOT_SOON_MS, 'a connection is left open');
        await sleep(10);
      }
    });
  }

  it('is a failure of its own if nobody listens over TCP', async () => {
    const port = await freePort();
    const udp = createSocket('udp4').bind(port, '127.0.0.1');
    await once(udp, 'listening');
    udp.on('message', (query, from) => {
      cutOff(query, (reply) => udp.send(reply, from.port, from.address));
    });
    try {
      assert.deepEqual(spoken(await ask({ address: '127.0.0.1', port }, question, manner, never)), {
        kind: 'failure',
        cause: 'broken',
        reason: 'its reply is too long for UDP, and its TCP port 53 is closed',
      });
    } finally {
      udp.close();
    }
  });
});
