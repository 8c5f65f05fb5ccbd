import { createServer, type RequestListener, type Server } from 'node:http';

/** A server that listens, and where programs on this machine reach it. */
export interface Listening extends AsyncDisposable {
  /** `http://127.0.0.1:8080` */
  readonly origin: string;
  /** Sets the handler; earlier requests wait for it. */
  serve(listener: RequestListener): void;
}

/**
 * Starts a server on a port.
 *
 * @param port 0 for a free one
 * @throws {NodeJS.ErrnoException} if it cannot listen there
 */
export async function listen(host: string, port: number): Promise<Listening> {
  const { promise: listener, resolve: serve } = Promise.withResolvers<RequestListener>();
  const server = createServer(async (request, response) => {
    const answer = await listener;
    answer(request, response);
  });
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  await listening;
  return {
    origin: originOf(server),
    serve,
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}

/** A server on all addresses can be reached on loopback. */
function originOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  const host = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[address.address] ?? address.address;
  return `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${address.port}`;
}
