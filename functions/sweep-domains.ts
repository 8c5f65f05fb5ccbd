import type { CloudEvent } from '@google-cloud/functions-framework';
import { keepTally } from '../shared/engine/keep-statistics.ts';
import { EVERY_MINUTE, sweepPart } from '../shared/engine/sweep.ts';
import { readSweepPart } from '../shared/events/sweep-part.ts';
import { deliveredMessage } from './delivered-message.ts';
import type { System } from './system.ts';

/** Shorter than the function's deployed timeout; work under way at this time is left to the next sweep. */
const END_AFTER_MS = 75_000;

/**
 * Takes the part of a sweep that one instance could not finish in time. It resolves, and so acknowledges the
 * message, once the part is done or if it arrived too late. It rejects, so that the message is redelivered,
 * if the store fails. However often the message is delivered, claims make sure that no domain is advanced
 * twice.
 */
export async function sweepDomains(event: CloudEvent<unknown>, system: System): Promise<void> {
  const { engine, log } = system;
  const { data, messageId } = deliveredMessage(event);
  const part = readSweepPart(data);
  if (!part) {
    log.error({ messageId, data: data.slice(0, 1000) }, 'the message is not a part of a sweep');
    return;
  }
  await sweepPart(engine, part, EVERY_MINUTE, AbortSignal.timeout(END_AFTER_MS));
  await keepTally(engine).catch((err) => log.error({ err }, 'the statistics could not be kept'));
}
