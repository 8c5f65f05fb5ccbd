import * as v from 'valibot';
import { CommandFailedError } from './command.ts';
import type { Destination } from './destination.ts';
import { fetchFailure } from './fetch-failure.ts';

const TIMEOUT_MS = 30_000;

/**
 * Publishes to the system on one machine, which takes messages at `origin` in the form of Pub/Sub's
 * REST API (https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics/publish).
 *
 * @throws {CommandFailedError} if no system answers there, or it does not accept the message
 */
export function httpDestination(origin: string, topic: string): Destination {
  const url = `${origin}/v1/projects/local/topics/${encodeURIComponent(topic)}:publish`;
  return async ({ data, attributes, orderingKey }) => {
    const message = {
      data: data.toString('base64'),
      attributes,
      ...(orderingKey === '' ? {} : { orderingKey }),
    };
    const { status, body } = await post(url, JSON.stringify({ messages: [message] }), origin);
    if (status < 200 || status > 299) {
      throw new CommandFailedError(
        `${origin} does not accept the event: ${saidIn(body)} (HTTP ${status})`,
      );
    }
    return messageIdIn(body, origin);
  };
}

async function post(url: string, body: string, origin: string) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    throw new CommandFailedError(
      `Nothing accepts events at ${origin} (${fetchFailure(error)}). ` +
        'Start the system with "npm start", or give the address of another with --to URL.',
    );
  }
}

const errorSchema = v.object({ error: v.object({ message: v.string() }) });

/** The message of an error in the form of Google's APIs, or else the body itself. */
function saidIn(body: string): string {
  try {
    return v.parse(errorSchema, JSON.parse(body)).error.message;
  } catch {
    return body.trim().slice(0, 200) || 'no reason is given';
  }
}

const answerSchema = v.object({ messageIds: v.tupleWithRest([v.string()], v.string()) });

function messageIdIn(body: string, origin: string): string {
  try {
    return v.parse(answerSchema, JSON.parse(body)).messageIds[0];
  } catch {
    throw new CommandFailedError(
      `The server at ${origin} does not answer as Pub/Sub does. ` +
        'Start the system with "npm start", or give the address of another with --to URL.',
    );
  }
}
