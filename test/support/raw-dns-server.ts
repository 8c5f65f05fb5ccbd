/** A DNS server that sends whatever bytes a test wants, by UDP and TCP at one port of 127.0.0.1. */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export interface RawDns {
  /** For each datagram; `from` is the port that it came from. */
  readonly udp?: (query: Buffer, send: (reply: Buffer) => void, from: number) => void;
  /** For each connection, once a query has arrived; `query` lacks the length prefix. */
  readonly tcp?: (query: Buffer, socket: Socket) => void;
}

export interface RawDnsServer extends AsyncDisposable {
  readonly address: string;
  readonly port: number;
  /** How many connections are open. */
  connections(): number;
}

export async function rawDnsServer(conduct: RawDns, tries = 10): Promise<RawDnsServer> {
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('data', (chunk) => conduct.tcp?.(chunk.subarray(2), socket));
  });
  const udp = createSocket('udp4').bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const { address, port } = udp.address();
  udp.on('message', (query, from) => {
    conduct.udp?.(query, (reply) => udp.send(reply, from.port, from.address, () => {}), from.port);
  });
  try {
    tcp.listen(port, address);
    await once(tcp, 'listening');
  } catch (error) {
    udp.close();
    if (tries <= 1) throw error;
    return rawDnsServer(conduct, tries - 1);
  }
  return {
    address,
    port,
    connections: () => sockets.size,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      tcp.close();
      udp.close();
      await Promise.all([once(tcp, 'close'), once(udp, 'close')]);
    },
  };
}
