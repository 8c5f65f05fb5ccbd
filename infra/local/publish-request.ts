import * as v from 'valibot';
import type { PublishedMessage } from './message-queue.ts';

/** The request can never succeed; the message says why, in Pub/Sub's own words if it has any. */
export class InvalidPublishError extends Error {
  override readonly name = 'InvalidPublishError';
}

/** Pub/Sub's own limit (https://cloud.google.com/pubsub/quotas#resource_limits). */
const MAX_MESSAGES = 1000;

const EMPTY =
  'One or more messages in the publish request is empty. Each message must contain either ' +
  'non-empty data, or at least one attribute.';

const message = v.pipe(
  v.object(
    {
      data: v.optional(
        v.pipe(
          v.string('must be a string'),
          v.check(isBase64, 'Base64 decoding failed'),
          v.transform((data) => Buffer.from(data, 'base64').toString('base64')),
        ),
        '',
      ),
      attributes: v.optional(
        v.record(
          v.pipe(v.string(), v.minLength(1, 'must have a key')),
          v.string('must be a string'),
          'must be an object of strings',
        ),
        {},
      ),
      orderingKey: v.optional(v.string('must be a string'), ''),
    },
    'must be an object',
  ),
  v.check(({ data, attributes }) => data !== '' || Object.keys(attributes).length > 0, EMPTY),
);

const request = v.object(
  {
    messages: v.pipe(
      v.array(message, 'must be a list'),
      v.minLength(1, 'must have at least 1 message'),
      v.maxLength(MAX_MESSAGES, `must have at most ${MAX_MESSAGES} messages`),
    ),
  },
  'must be an object',
);

/**
 * Reads the body of a `:publish` request.
 *
 * @throws {InvalidPublishError} that names the first wrong field
 */
export function readPublishRequest(body: string): readonly PublishedMessage[] {
  const result = v.safeParse(request, parseJson(body));
  if (result.success) return result.output.messages;
  const [issue] = result.issues;
  if (issue.message === EMPTY) throw new InvalidPublishError(EMPTY);
  const field = v.getDotPath(issue)?.replace(/\.(\d+)/g, '[$1]') ?? 'body';
  const fault = issue.received === 'undefined' ? 'is missing' : issue.message;
  throw new InvalidPublishError(`Invalid value at '${field}': ${fault}`);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new InvalidPublishError('Invalid JSON payload received.');
  }
}

/** Whether a text is Base64 in either alphabet, with or without padding, as protobuf's JSON mapping accepts it. */
function isBase64(text: string): boolean {
  const [, digits = '', padding = ''] = /^([A-Za-z0-9+/_-]*)(={0,2})$/.exec(text) ?? [];
  if (digits.length + padding.length !== text.length) return false;
  return digits.length % 4 !== 1 && (padding === '' || text.length % 4 === 0);
}
