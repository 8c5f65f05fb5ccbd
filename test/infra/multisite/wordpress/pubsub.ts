import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, ServerResponse } from 'node:http';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { PublishedMessage } from '../../../../infra/local/message-queue.ts';
import { publishApi } from '../../../../infra/local/publish-api.ts';
import { freePort } from '../../../support/free-port.ts';

const SCHEMA = new URL('../../../../shared/events/domain-event.schema.json', import.meta.url);
const isValid = new Ajv2020({ strict: false, validateFormats: false }).compile(
  JSON.parse(readFileSync(SCHEMA, 'utf8')),
);

/** A message of the plugin, as it was received. */
export interface Message {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly domain?: string;
  readonly siteId?: number;
  readonly domainId?: number;
  readonly network?: { readonly id: number; readonly domain: string; addresses?: string[] };
  readonly settings?: { readonly dnsCheckInterval: number };
}

/**
 * Its answer to publishers: a number is an HTTP status, `drips` an answer of one byte every quarter of a
 * second, and `takes silently` an acknowledgement that never arrives.
 */
export type Behaviour = 'takes' | 'takes silently' | 'is silent' | 'drips' | 403 | 404 | 500 | 503;

/**
 * Pub/Sub's REST API on loopback, which keeps the received messages. A message that violates the JSON Schema
 * is refused, and fails the test.
 */
export interface PubSub extends AsyncDisposable {
  /** For PUBSUB_EMULATOR_HOST. */
  readonly host: string;
  /** In the order of arrival, including repetitions. */
  readonly received: Message[];
  readonly orderingKeys: string[];
  /** The headers of all requests. */
  readonly authorizations: (string | undefined)[];
  behaves: Behaviour;
  /** Starts to listen, if it was created without. */
  listen(): Promise<void>;
}

export async function pubSub({ listening = true } = {}): Promise<PubSub> {
  const port = await freePort();
  const received: Message[] = [];
  const orderingKeys: string[] = [];
  const faults: string[] = [];

  const accept = (_topic: string, messages: readonly PublishedMessage[]) =>
    messages.map(({ data, attributes, orderingKey }) => {
      const message: unknown = JSON.parse(Buffer.from(data, 'base64').toString('utf8'));
      if (!isMessage(message) || message.type !== attributes.type || orderingKey === '') {
        faults.push(JSON.stringify({ message, attributes, orderingKey, errors: isValid.errors }));
        throw new Error('not valid');
      }
      orderingKeys.push(orderingKey);
      return `m${received.push(message)}`;
    });
  const server = createServer((request, response) => {
    pubsub.authorizations.push(request.headers.authorization);
    answer(pubsub.behaves, request, response, accept);
  });
  const pubsub: PubSub = {
    host: `127.0.0.1:${port}`,
    received,
    orderingKeys,
    authorizations: [],
    behaves: 'takes',
    async listen() {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
      await promise;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      assert.deepEqual(faults, [], 'a message violates the schema');
    },
  };
  if (listening) await pubsub.listen();
  return pubsub;
}

function answer(
  behaves: Behaviour,
  request: IncomingMessage,
  response: ServerResponse,
  accept: (topic: string, messages: readonly PublishedMessage[]) => string[],
): void {
  if (behaves === 'takes') void publishApi(request, response, { accept });
  else if (behaves === 'takes silently') void publishApi(request, neverSent(request), { accept });
  else if (behaves === 'drips') drip(response);
  else if (behaves !== 'is silent') {
    const error = { code: behaves, message: 'as the test has it', status: 'FAILED' };
    response.writeHead(behaves, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error }));
  }
}

/** An answer without a connection. */
const neverSent = (request: IncomingMessage) => new ServerResponse(request);

function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 250);
  response.once('close', () => clearInterval(timer));
}

function isMessage(message: unknown): message is Message {
  return isValid(message);
}
