/**
 * Gives a DNS server on 127.0.0.1 more addresses: named listens only on the addresses of interfaces, and
 * 127.0.0.7 is not one, though any program may bind it.
 */

import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Tamper } from './tampering.ts';

export interface Relay {
  readonly address: string;
  /** How many queries came by UDP, and how many connections. */
  queries(): number;
  close(): Promise<void>;
}

/** Where queries go: to a port, or `nowhere`, which swallows them. */
export type Destination = number | 'nowhere';

/** Longer than any resolver waits. */
const FORGET_AFTER_MS = 15_000;

/**
 * Forwards the packets and connections that reach `address` and `port` to 127.0.0.1 and the port `to`, also
 * from `address`, so that the server can tell by the source address which server the client meant.
 *
 * @param tamper what is done with queries instead, by UDP; its TCP port is then closed
 */
export async function relay(
  address: string,
  port: number,
  to: Destination,
  tamper?: Tamper,
): Promise<Relay> {
  const tampered = tamper?.();
  let queries = 0;
  const open = new Set<Socket>();
  const waiting = new Set<UdpSocket>();

  const udp = createSocket('udp4');
  udp.on('message', (query, client) => {
    queries++;
    if (to === 'nowhere') return;
    const instead = tampered?.(query);
    if (instead === 'nothing') return;
    if (instead !== undefined) {
      udp.send(instead, client.port, client.address);
      return;
    }
    const onward = createSocket('udp4');
    waiting.add(onward);
    const end = () => {
      clearTimeout(timer);
      if (waiting.delete(onward)) onward.close();
    };
    const timer = setTimeout(end, FORGET_AFTER_MS);
    onward.on('error', end);
    onward.on('message', (reply) => {
      // Unless the relay was closed meanwhile.
      if (waiting.has(onward)) udp.send(reply, client.port, client.address, () => {});
      end();
    });
    onward.bind(0, address, () => {
      if (waiting.has(onward)) onward.send(query, to, '127.0.0.1', (error) => error && end());
    });
  });

  const tcp = createServer((client) => {
    queries++;
    keep(open, client);
    if (to === 'nowhere') return;
    const onward = connect({ port: to, host: '127.0.0.1', localAddress: address });
    keep(open, onward);
    client.pipe(onward).pipe(client);
    client.on('close', () => onward.destroy());
    onward.on('close', () => client.destroy());
  });

  udp.bind(port, address);
  if (!tampered) tcp.listen(port, address);
  await Promise.all([once(udp, 'listening'), ...(tampered ? [] : [once(tcp, 'listening')])]);
  return {
    address,
    queries: () => queries,
    close: () => close(udp, tcp, open, waiting),
  };
}

function keep(open: Set<Socket>, socket: Socket): void {
  open.add(socket);
  socket.on('close', () => open.delete(socket));
  socket.on('error', () => socket.destroy());
}

async function close(
  udp: UdpSocket,
  tcp: Server,
  open: ReadonlySet<Socket>,
  waiting: Set<UdpSocket>,
): Promise<void> {
  for (const socket of open) socket.destroy();
  for (const socket of waiting) socket.close();
  waiting.clear();
  tcp.close();
  udp.close();
  await Promise.all([once(tcp, 'close'), once(udp, 'close')]);
}
