import type { Server } from 'node:http';

/** Starts a server on loopback, and returns its origin: `http://127.0.0.1:…` */
export async function listeningOn(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}
