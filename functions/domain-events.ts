import type { CloudEvent } from '@google-cloud/functions-framework';
import * as v from 'valibot';
import { advanceRecorded } from '../shared/engine/advance-event.ts';
import { recordEvent } from '../shared/engine/record-event.ts';
import { InvalidMessageError, readDomainEvent } from '../shared/events/domain-event.ts';
import { type DeliveredMessage, namedDomain, rejectionOf } from '../shared/reporting/rejection.ts';
import type { System } from './system.ts';

/** Well within what Pub/Sub waits for an acknowledgement, and the lease of a domain. */
const ADVANCE_FOR_MS = 50_000;

/**
 * Takes one event of the multisite: records what it wants, then advances the domains that it is
 * about. It resolves, and so acknowledges the message, once the intent is durable; it rejects, and
 * so has the message delivered again, only if the store or the topic of rejected messages fails.
 */
export async function domainEvents(event: CloudEvent<unknown>, system: System): Promise<void> {
  const { engine, settings, publish, log } = system;
  const message = deliveredMessage(event);
  try {
    const domainEvent = readDomainEvent(message.data, {
      now: engine.now(),
      allowSpecialUse: settings.allowSpecialUseNames,
    });
    const { type, ordinal } = domainEvent;
    const domains = await recordEvent(engine.store, domainEvent, engine.now());
    if (type === 'settings.updated') await system.alignCadence();
    log.info({ type, eventId: ordinal.id, domains }, `${type}: ${domains.join(', ') || '-'}`);

    await advanceRecorded(engine, domains, AbortSignal.timeout(ADVANCE_FOR_MS)).catch((err) =>
      log.error({ err, domains }, 'recorded, but not advanced; the next sweep does it'),
    );
  } catch (error) {
    if (!(error instanceof InvalidMessageError)) throw error;
    const { messageId } = message;
    const { message: reason, issues } = error;
    const domain = namedDomain(message.data);
    log.warn({ messageId, domain, reason, issues }, 'rejected: it can never be valid');
    await publish(settings.rejectedTopic, rejectionOf(message, error, engine.now()));
  }
}

const eventData = v.object({
  message: v.object({
    data: v.optional(v.string(), ''),
    attributes: v.optional(v.record(v.string(), v.string()), {}),
    messageId: v.optional(v.string()),
    message_id: v.optional(v.string()),
  }),
});

/** Pub/Sub's message in the event; what is none is an empty message, and rejected as such. */
function deliveredMessage(event: CloudEvent<unknown>): DeliveredMessage {
  const result = v.safeParse(eventData, event.data);
  if (!result.success) return { messageId: event.id, data: '', attributes: {} };
  const { data, attributes, messageId, message_id } = result.output.message;
  return {
    messageId: messageId ?? message_id ?? event.id,
    data: Buffer.from(data, 'base64').toString('utf8'),
    attributes,
  };
}
