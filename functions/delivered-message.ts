import type { CloudEvent } from '@google-cloud/functions-framework';
import * as v from 'valibot';
import type { DeliveredMessage } from '../shared/reporting/rejection.ts';

/** An event's message, and when it was published. */
export interface PublishedMessage extends DeliveredMessage {
  /** By the clock of the topic, in milliseconds since the epoch; undefined if unknown. */
  readonly publishedAt: number | undefined;
}

const time = v.fallback(
  v.optional(
    v.pipe(
      v.string(),
      v.transform((written) => Date.parse(written)),
      v.number(),
    ),
  ),
  undefined,
);

const eventData = v.object({
  message: v.object({
    data: v.optional(v.string(), ''),
    attributes: v.optional(v.record(v.string(), v.string()), {}),
    messageId: v.optional(v.string()),
    message_id: v.optional(v.string()),
    publishTime: time,
    publish_time: time,
  }),
});

/**
 * The Pub/Sub message in the event. Anything else becomes an empty message, which is then rejected. The
 * time of the event is that of the message.
 */
export function deliveredMessage(event: CloudEvent<unknown>): PublishedMessage {
  const publishedAt = v.parse(time, event.time);
  const result = v.safeParse(eventData, event.data);
  if (!result.success) return { messageId: event.id, data: '', attributes: {}, publishedAt };
  const { data, attributes, messageId, message_id, publishTime, publish_time } =
    result.output.message;
  return {
    messageId: messageId ?? message_id ?? event.id,
    data: Buffer.from(data, 'base64').toString('utf8'),
    attributes,
    publishedAt: publishTime ?? publish_time ?? publishedAt,
  };
}
