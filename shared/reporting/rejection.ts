import * as v from 'valibot';
import type { InvalidMessageError } from '../events/domain-event.ts';
import type { MessageIssue } from '../events/message-issue.ts';
import { legible } from '../problems/legible.ts';

/** A message on the topic `closte-domain-rejected`: an event that can never be valid, and why. */
export interface Rejection {
  readonly version: 1;
  readonly type: 'event.rejected';
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Pub/Sub's id of the message. */
  readonly messageId: string;
  /** Everything that is wrong with the message, in one line. */
  readonly reason: string;
  readonly issues: readonly MessageIssue[];
  /** The data of the message, unchanged except that only the first 65,536 characters are kept. */
  readonly data: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** An event as Pub/Sub delivers it. */
export interface DeliveredMessage {
  readonly messageId: string;
  readonly data: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** @param now milliseconds since the epoch */
export function rejectionOf(
  message: DeliveredMessage,
  error: InvalidMessageError,
  now: number,
): Rejection {
  return {
    version: 1,
    type: 'event.rejected',
    at: new Date(now).toISOString(),
    messageId: message.messageId,
    reason: error.message,
    issues: error.issues,
    data: message.data.slice(0, 64 * 1024),
    attributes: message.attributes,
  };
}

const withDomain = v.object({ domain: v.string() });

/**
 * The domain that a message names, valid or not, made legible; undefined if it names none.
 *
 * @param data of a message that was rejected
 */
export function namedDomain(data: string): string | undefined {
  try {
    return legible(v.parse(withDomain, JSON.parse(data)).domain);
  } catch {
    return undefined;
  }
}
