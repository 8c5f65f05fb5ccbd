import type { IncomingMessage, ServerResponse } from 'node:http';
import { EVENTS_TOPIC } from '../../shared/events/message-schema.ts';
import type { Broker } from './broker.ts';
import { BodyTooLargeError, readBody, sendJson } from './http-body.ts';
import { InvalidPublishError, readPublishRequest } from './publish-request.ts';

/** The canonical codes of Google's APIs that are needed here, with their HTTP statuses (https://google.aip.dev/193). */
const CODES = { INVALID_ARGUMENT: 400, NOT_FOUND: 404, UNAVAILABLE: 503 } as const;

const PUBLISH_PATH = /^\/v1\/(projects\/[^/:?]+\/topics\/([^/:?]+)):publish(?:\?|$)/;

const MAX_REQUEST_BYTES = 10 * 1024 * 1024;

/**
 * Pub/Sub's REST form of publishing: `POST /v1/projects/P/topics/T:publish` (see
 * https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics/publish). It answers once
 * the messages are durable.
 */
export async function publishApi(
  request: IncomingMessage,
  response: ServerResponse,
  broker: Pick<Broker, 'accept'>,
): Promise<void> {
  const fail = (status: keyof typeof CODES, message: string) =>
    sendJson(response, CODES[status], { error: { code: CODES[status], message, status } });

  const [, topic, name] = PUBLISH_PATH.exec(request.url ?? '') ?? [];
  if (request.method !== 'POST' || topic === undefined) {
    const only = 'POST /v1/projects/<project>/topics/<topic>:publish';
    return fail('NOT_FOUND', `The only part of Pub/Sub here is ${only}`);
  }
  // There is only this topic, whatever the project.
  if (name !== EVENTS_TOPIC) return fail('NOT_FOUND', `Resource not found (resource=${name}).`);

  try {
    const messages = readPublishRequest(await readBody(request, MAX_REQUEST_BYTES));
    sendJson(response, 200, { messageIds: broker.accept(topic, messages) });
  } catch (error) {
    if (error instanceof InvalidPublishError || error instanceof BodyTooLargeError) {
      return fail('INVALID_ARGUMENT', error.message);
    }
    fail('UNAVAILABLE', `The messages could not be stored: ${String(error)}`);
  }
}
