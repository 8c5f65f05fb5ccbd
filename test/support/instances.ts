import { once } from 'node:events';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type FunctionProcess, startFunction } from './function-process.ts';
import { serving } from './loopback.ts';

/** Instances of one function behind one address, each handling one request at a time, as on Cloud Run. */
export interface Instances extends AsyncDisposable {
  /** `http://127.0.0.1:…` */
  readonly url: string;
  readonly all: readonly FunctionProcess[];
  /** The instances that are handling a request now. */
  busy(): FunctionProcess[];
  /** Kills one at once, as if its machine were lost; its request is cut off. */
  kill(one: FunctionProcess): void;
}

/**
 * A request that arrives while all instances are busy is answered with 429, as by Cloud Run; its sender
 * retries.
 */
export async function startInstances(
  count: number,
  target: string,
  environment: Readonly<Record<string, string>>,
): Promise<Instances> {
  const all = await Promise.all(
    Array.from({ length: count }, () => startFunction(target, environment)),
  );
  const idle = [...all];
  const killed = new Set<FunctionProcess>();

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const one = idle.shift();
    if (!one) {
      response.writeHead(429).end();
      return;
    }
    const { method, headers, url: path = '/' } = incoming;
    const outgoing = request(`${one.url}${path}`, { method, headers });
    outgoing.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 500);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.writeHead(503).end());
    incoming.pipe(outgoing);
    await once(response, 'close');
    if (!killed.has(one)) idle.push(one);
  }

  const front = await serving((incoming, response) => void pass(incoming, response));
  return {
    url: front.origin,
    all,
    busy: () => all.filter((one) => !idle.includes(one) && !killed.has(one)),
    kill(one) {
      killed.add(one);
      one.kill('SIGKILL');
    },
    async [Symbol.asyncDispose]() {
      await front[Symbol.asyncDispose]();
      await Promise.all(all.map((one) => one.close()));
    },
  };
}
