import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range from which operating systems assign ports. */
const FIRST = 10_240;
const COUNT = 22_000;

let next = Math.floor(Math.random() * COUNT);

/**
 * A port that is free at every address of this machine, for TCP and UDP. A port that the system picks may be
 * given to another process before it is used, so each process counts up from a random start.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    next = (next + 1) % COUNT;
    const port = FIRST + next;
    if ((await isFreeForTcp(port)) && (await isFreeForUdp(port))) return port;
  }
}

async function isFreeForTcp(port: number): Promise<boolean> {
  const server = createServer();
  try {
    const listening = once(server, 'listening');
    server.listen(port);
    await listening;
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

async function isFreeForUdp(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    const listening = once(socket, 'listening');
    socket.bind(port, '0.0.0.0');
    await listening;
  } catch {
    return false;
  } finally {
    socket.close();
  }
  return true;
}
