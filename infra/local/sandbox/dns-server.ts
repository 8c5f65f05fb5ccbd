/** A DNS server whose answers a script decides, over UDP and TCP, on a loopback address. */

import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import {
  AUTHORITATIVE_ANSWER,
  type DecodedPacket,
  decode,
  encode,
  type Packet,
  RECURSION_AVAILABLE,
  RECURSION_DESIRED,
  TRUNCATED_RESPONSE,
} from 'dns-packet';

export interface DnsRecord {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME';
  /** An address, or the CNAME's target. */
  readonly value: string;
}

/** `NOERROR` without records: the name has none of that type. */
export interface DnsAnswer {
  readonly code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED';
  readonly records: readonly DnsRecord[];
}

/** An answer, or none at all. */
export type DnsReply = DnsAnswer | 'silence';

/**
 * The reply to a question: `name` in lower case, `type` as asked, even one that the script does not
 * know. If the script throws, the answer is SERVFAIL.
 */
export type DnsScript = (name: string, type: string) => DnsReply | Promise<DnsReply>;

export interface DnsServerOptions {
  readonly resolve: DnsScript;
  /** Default: 127.0.0.1. */
  readonly address?: string;
  /** Default: a free one. */
  readonly port?: number;
}

export interface DnsServer {
  readonly address: string;
  readonly port: number;
  /** In the form of the setting DNS_SERVERS: `127.0.0.1:5353`. */
  readonly server: string;
  /** How many questions were asked, for one name or in all; repeated ones count again. */
  queries(name?: string): number;
  close(): Promise<void>;
}

const CODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;
const TTL_SECONDS = 5;
/** The most bytes of a UDP answer, without and with EDNS (RFC 1035, 4.2.1; RFC 9715, 3.2). */
const UDP_BYTES = { plain: 512, edns: 1232 } as const;

/** Starts a server that answers every question as `resolve` says at that moment. */
export async function dnsServer(options: DnsServerOptions): Promise<DnsServer> {
  const asked: string[] = [];
  const script: DnsScript = (name, type) => {
    asked.push(name);
    return options.resolve(name, type);
  };
  const address = options.address ?? '127.0.0.1';
  const { tcp, udp } = await listen(address, options.port ?? 0);

  udp.on('message', async (message, from) => {
    const answer = await answerTo(message, script, 'udp');
    // If the server has been closed meanwhile, the answer is lost on the way.
    if (answer) ignoreErrors(() => udp.send(answer, from.port, from.address, () => {}));
  });

  const connections = new Set<Socket>();
  tcp.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    socket.on('error', () => socket.destroy());
    void serveConnection(socket, script);
  });

  const { port } = udp.address();
  return {
    address,
    port,
    server: address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
    queries: (name) => (name === undefined ? asked : asked.filter((one) => one === name)).length,
    async close() {
      for (const socket of connections) socket.destroy();
      tcp.close();
      udp.close();
      await Promise.all([once(tcp, 'close'), once(udp, 'close')]);
    },
  };
}

/** Listens on one port for both. If the port that the system picks for TCP is taken for UDP, tries again with another. */
async function listen(
  address: string,
  wantedPort: number,
  tries = 10,
): Promise<{ tcp: Server; udp: UdpSocket }> {
  const tcp = createServer();
  tcp.listen(wantedPort, address);
  await once(tcp, 'listening');
  const udp = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  try {
    udp.bind(portOf(tcp.address()), address);
    await once(udp, 'listening');
    return { tcp, udp };
  } catch (error) {
    udp.close();
    tcp.close();
    if (wantedPort !== 0 || tries <= 1) throw error;
    return listen(address, wantedPort, tries - 1);
  }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Answers DNS over TCP, where two bytes with its length precede each message (RFC 1035, 4.2.2). */
async function serveConnection(socket: Socket, script: DnsScript): Promise<void> {
  let received = Buffer.alloc(0);
  try {
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE()) {
        const end = 2 + received.readUInt16BE();
        const answer = await answerTo(received.subarray(2, end), script, 'tcp');
        received = received.subarray(end);
        if (!answer) continue;
        const length = Buffer.alloc(2);
        length.writeUInt16BE(answer.length);
        socket.write(Buffer.concat([length, answer]));
      }
    }
  } catch {
    socket.destroy();
  }
}

async function answerTo(
  message: Buffer,
  script: DnsScript,
  transport: 'udp' | 'tcp',
): Promise<Buffer | undefined> {
  const query = ignoreErrors(() => decode(message));
  const question = query?.questions?.[0];
  if (!query || !question) return undefined;

  try {
    const reply = await script(question.name.toLowerCase(), question.type);
    if (reply === 'silence') return undefined;
    const answer = encode(packet(query, reply));
    const room = hasEdns(query) ? UDP_BYTES.edns : UDP_BYTES.plain;
    if (transport === 'tcp' || answer.length <= room) return answer;
    return encode(packet(query, { ...reply, records: [] }, TRUNCATED_RESPONSE));
  } catch {
    return encode(packet(query, { code: 'SERVFAIL', records: [] }));
  }
}

function packet(query: DecodedPacket, reply: DnsAnswer, flags = 0): Packet {
  const recursion = ((query.flags ?? 0) & RECURSION_DESIRED) | RECURSION_AVAILABLE;
  return {
    id: query.id ?? 0,
    type: 'response',
    flags: AUTHORITATIVE_ANSWER | recursion | CODES[reply.code] | flags,
    questions: query.questions ?? [],
    answers: reply.records.map(({ name, type, value }) => ({
      name,
      type,
      ttl: TTL_SECONDS,
      data: value,
    })),
  };
}

function hasEdns(query: DecodedPacket): boolean {
  return (query.additionals ?? []).some(({ type }) => type === 'OPT');
}

function ignoreErrors<Result>(act: () => Result): Result | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
