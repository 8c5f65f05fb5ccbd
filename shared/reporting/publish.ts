import type { PubSub } from '@google-cloud/pubsub';
import type { Logger } from 'pino';
import { raceAbort, withTimeout } from '../async/time-limit.ts';
import { googleEnvironment } from '../settings/google-environment.ts';

/** A message that the system sends out. */
export interface OutgoingMessage {
  readonly type: string;
}

/** Puts a message on a topic; resolves once it is there for good. */
export type Publish = (topic: string, message: OutgoingMessage) => Promise<void>;

/**
 * On one machine without Pub/Sub: the log is where status and rejected messages go. The line has the
 * message as `published`, since its own `message` is the sentence.
 */
export function publishToLog(log: Logger): Publish {
  return async (topic, message) => {
    log.info({ topic, published: message }, `${message.type} on ${topic}`);
  };
}

/**
 * Publishes with Google's client, which finds the project and its credentials in the environment
 * and honours PUBSUB_EMULATOR_HOST. The client is loaded with the first message. What is published
 * at the same time goes in one request, and each promise resolves only once Pub/Sub has its message:
 * a function that waits for it has nothing left to flush when it answers.
 *
 * @param patienceMs a message that is not taken in this time is an error, though it may arrive
 */
export function publishToPubSub(connect = connectPubSub, patienceMs = PATIENCE_MS): Publish {
  let client: Promise<PubSub> | undefined;
  return async (topic, message) => {
    client ??= connect();
    const published = (await client)
      // Or else the client would still try when a later message is there already.
      .topic(topic, { gaxOpts: { timeout: patienceMs } })
      .publishMessage({ json: message, attributes: { type: message.type } });
    const seconds = patienceMs / 1000;
    const late = () => new Error(`Pub/Sub has not taken a message on ${topic} within ${seconds} s`);
    await withTimeout(patienceMs, (limit) => raceAbort(published, limit), late);
  };
}

/** The client by itself would go on for ten minutes, longer than a claim on a domain lasts. */
const PATIENCE_MS = 10_000;

/** Google's client, which finds the project, its credentials and an emulator in the environment. */
export async function connectPubSub(): Promise<PubSub> {
  // The emulator needs no credentials, so they are not looked for at a server that is not there.
  if (googleEnvironment().pubSubEmulator) process.env.METADATA_SERVER_DETECTION ??= 'none';
  const { PubSub } = await import('@google-cloud/pubsub');
  return new PubSub();
}
