import { createServer, type Http2Session, type ServerHttp2Stream } from 'node:http2';
import { buffer } from 'node:stream/consumers';
import { protos } from '@google-cloud/pubsub';

const { PublishRequest, PublishResponse } = protos.google.pubsub.v1;

/** A message as it was published. */
export interface ReceivedMessage {
  readonly topic: string;
  readonly data: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly orderingKey: string;
}

/** The part of Pub/Sub's gRPC API that publishing needs, with one topic. */
export interface PubSubServer extends AsyncDisposable {
  /** For PUBSUB_EMULATOR_HOST. */
  readonly host: string;
  readonly received: readonly ReceivedMessage[];
}

/** gRPC's codes. */
const OK = 0;
const NOT_FOUND = 5;

/** @param topic the full name of the one topic that exists */
export async function pubSubServer(topic: string): Promise<PubSubServer> {
  const received: ReceivedMessage[] = [];
  const sessions = new Set<Http2Session>();
  const server = createServer();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', async (stream) => {
    const request = PublishRequest.decode(unframed(await buffer(stream)));
    if (request.topic !== topic) return answer(stream, NOT_FOUND, Buffer.alloc(0));
    for (const message of request.messages) {
      received.push({
        topic,
        data: Buffer.from(message.data ?? '').toString('utf8'),
        attributes: { ...message.attributes },
        orderingKey: message.orderingKey ?? '',
      });
    }
    answer(stream, OK, framed(PublishResponse.encode({ messageIds: ['42'] }).finish()));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return {
    host: `127.0.0.1:${address.port}`,
    received,
    [Symbol.asyncDispose]: async () => {
      const { promise: closed, resolve: end } = Promise.withResolvers<void>();
      server.close(() => end());
      for (const session of sessions) session.destroy();
      await closed;
    },
  };
}

function answer(stream: ServerHttp2Stream, status: number, body: Buffer): void {
  stream.respond(
    { ':status': 200, 'content-type': 'application/grpc+proto' },
    { waitForTrailers: true },
  );
  const said = status === OK ? {} : { 'grpc-message': 'Topic not found' };
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status, ...said }));
  stream.end(body);
}

/** A gRPC message is preceded by one byte for its compression (none here) and four for its length. */
const PREFIX_BYTES = 5;

function unframed(body: Buffer): Buffer {
  return body.subarray(PREFIX_BYTES);
}

function framed(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}
