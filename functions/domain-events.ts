import type { CloudEvent } from '@google-cloud/functions-framework';
import { advanceRecorded } from '../shared/engine/advance-event.ts';
import { keepTally } from '../shared/engine/keep-statistics.ts';
import { recordEvent } from '../shared/engine/record-event.ts';
import type { Unheeded } from '../shared/engine/unheeded.ts';
import {
  type DomainEvent,
  InvalidMessageError,
  readDomainEvent,
} from '../shared/events/domain-event.ts';
import { few } from '../shared/problems/legible.ts';
import { namedDomain, rejectionOf } from '../shared/reporting/rejection.ts';
import { deliveredMessage } from './delivered-message.ts';
import type { System } from './system.ts';

/** Well within the time that Pub/Sub waits for an acknowledgement, and within the claim on a domain. */
const ADVANCE_FOR_MS = 50_000;

/**
 * With this many events in hand, an instance leaves their looks to the next sweep, which is at most a minute away: an
 * instance is sent 16 at a time, and the events that wait behind them are recorded sooner. The domain of a single event
 * is live at once.
 */
const CROWD = 8;

/** The most domains named in a log line: a site may have thousands. */
const NAMED = 20;

/**
 * Takes one event of the multisite: records its wish, then advances its domains. It resolves, and so
 * acknowledges the message, once the wish is durable. It rejects, so that the message is redelivered, only if
 * the store or the topic of rejected messages fails.
 */
export async function domainEvents(event: CloudEvent<unknown>, system: System): Promise<void> {
  await system.events.during(() => take(event, system));
}

async function take(event: CloudEvent<unknown>, system: System): Promise<void> {
  const { engine, settings, publish, log } = system;
  const message = deliveredMessage(event);
  try {
    const domainEvent = readDomainEvent(message.data, {
      publishedAt: message.publishedAt ?? engine.now(),
      allowSpecialUse: settings.allowSpecialUseNames,
    });
    const { type, ordinal } = domainEvent;
    const { store, now } = engine;
    const { networkDomain } = settings;
    const recorded = await recordEvent(store, domainEvent, now(), networkDomain);
    const { domains, unheeded, settings: told } = recorded;
    const named = few(domains, NAMED);
    log.info({ type, eventId: ordinal.id, domains: named }, `${type}: ${named.join(', ') || '-'}`);
    if (unheeded) logUnheeded(domainEvent, unheeded, log);
    const { leftOut } = domainEvent;
    if (leftOut.length > 0)
      log.warn(
        { type, eventId: ordinal.id, leftOut },
        'recorded, except for a part that is not valid',
      );

    const isCrowded = () => system.events.count >= CROWD;
    const signal = AbortSignal.timeout(ADVANCE_FOR_MS);
    await advanceRecorded(engine, domains, signal, told, isCrowded).catch((err) =>
      log.error({ err, domains: named }, 'recorded, but not advanced; the next sweep will do it'),
    );
    await keepTally(engine).catch((err) => log.error({ err }, 'the statistics could not be kept'));
  } catch (error) {
    if (!(error instanceof InvalidMessageError)) throw error;
    const { messageId } = message;
    const { message: reason, issues } = error;
    const domain = namedDomain(message.data);
    log.warn({ messageId, domain, reason, issues }, 'rejected: it can never be valid');
    await publish(settings.rejectedTopic, rejectionOf(message, error, engine.now()));
  }
}

function logUnheeded(event: DomainEvent, unheeded: Unheeded, log: System['log']): void {
  const { type, ordinal } = event;
  const domain = 'domain' in event ? event.domain : undefined;
  const told = { domain, type, eventId: ordinal.id, because: unheeded.because };
  const what = `${type} changes nothing`;
  switch (unheeded.because) {
    case 'own-domain':
      log.warn(told, `${what}: it is the network's own domain`);
      break;
    case 'still-mapped': {
      const { siteId, domainId } = unheeded;
      log.info({ ...told, siteId, domainId }, `${what}: the domain is mapped to site ${siteId}`);
      break;
    }
    case 'newer-event': {
      // Both times are logged, since one of the clocks may be wrong.
      const { id, occurredAt } = unheeded.newer;
      const times = {
        occurredAt: new Date(ordinal.occurredAt).toISOString(),
        newerEventId: id,
        newerOccurredAt: new Date(occurredAt).toISOString(),
      };
      log.info({ ...told, ...times }, `${what}: a newer event is known`);
    }
  }
}
