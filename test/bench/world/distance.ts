import { createSocket, type RemoteInfo } from 'node:dgram';
import { connect, createServer, type Socket } from 'node:net';

/**
 * A machine far away, in a process of its own: `node distance.ts MS [{"address","port","to"}]`. Data sent to
 * an address and port reaches the port `to` of this machine after half of MS, and the answer takes as long on
 * its way back. A connection takes MS to open, which on loopback takes no time.
 */

interface Way {
  readonly address: string;
  readonly port: number;
  readonly to: number;
}

const [ms, ways = '[]'] = process.argv.slice(2);
const halfMs = Number(ms) / 2;
const list: readonly Way[] = JSON.parse(ways);

for (const way of list) {
  carryDatagrams(way);
  carryStreams(way);
}

function carryDatagrams({ address, port, to }: Way): void {
  const here = createSocket('udp4');
  here.on('message', (query: Buffer, from: RemoteInfo) => {
    const there = createSocket('udp4');
    there.once('message', (reply) => {
      there.close();
      setTimeout(() => here.send(reply, from.port, from.address), halfMs);
    });
    setTimeout(() => there.send(query, to, '127.0.0.1'), halfMs);
  });
  here.bind(port, address);
}

function carryStreams({ address, port, to }: Way): void {
  createServer((near) => {
    const far = connect({ host: '127.0.0.1', port: to });
    // The opening itself, there and back.
    delayed(near, far, 3 * halfMs);
    delayed(far, near, halfMs);
  }).listen({ host: address, port, backlog: 4096 });
}

function delayed(from: Socket, to: Socket, firstMs: number): void {
  const startedAt = performance.now();
  const waitMs = () => Math.max(halfMs, firstMs - (performance.now() - startedAt));
  from.on('data', (chunk) => setTimeout(() => to.write(chunk), waitMs()));
  from.on('close', () => setTimeout(() => to.destroy(), halfMs));
  from.on('error', () => {});
}
