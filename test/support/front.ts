import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { portOf } from './port-of.ts';

/** The outcome of a request to a front. */
export interface Delivery {
  readonly body: string;
  /** The HTTP status of the answer; undefined if there is no instance, or if it was killed meanwhile. */
  readonly status: number | undefined;
  /** From the request's arrival to its answer. */
  readonly durationMs: number;
}

/** One address for instances that come and go, as on Cloud Run. */
export interface Front extends AsyncDisposable {
  readonly url: string;
}

/**
 * @param instances the addresses of the instances that serve now, which are used in turn
 * @param answer the HTTP status that the sender gets for a delivery
 * @param atATime how many requests are forwarded at a time; the others wait
 */
export async function openFront(
  instances: () => readonly string[],
  answer: (delivery: Delivery) => number,
  atATime = Number.POSITIVE_INFINITY,
): Promise<Front> {
  let turn = 0;
  let underWay = 0;
  const waiting: (() => void)[] = [];

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const beganAt = performance.now();
    const body = await buffer(incoming);
    if (underWay >= atATime) await new Promise<void>((next) => waiting.push(next));
    underWay += 1;
    const all = instances();
    turn += 1;
    const instance = all[turn % Math.max(all.length, 1)];
    const got = instance === undefined ? undefined : await sent(instance, incoming, body);
    underWay -= 1;
    waiting.shift()?.();
    const durationMs = performance.now() - beganAt;
    const status = answer({ body: body.toString(), status: got?.status, durationMs });
    outgoing.writeHead(status).end(got?.body);
  }
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy());
  });
  // A sender may wait here, or be idle, for longer than Node's default time-outs.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 0;
  return {
    url: `http://127.0.0.1:${await portOf(server)}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** Resolves to undefined if there is no complete answer. */
function sent(
  instance: string,
  { method, url = '/', headers }: IncomingMessage,
  body: Buffer,
): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const lost = () => resolve(undefined);
    const call = request(new URL(url, instance), { method, headers }, (response) => {
      const { statusCode: status = 0 } = response;
      buffer(response).then((answer) => resolve({ status, body: answer }), lost);
    });
    call.on('error', lost).end(body);
  });
}
