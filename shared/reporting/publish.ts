import type { PubSub } from '@google-cloud/pubsub';
import type { Logger } from 'pino';
import { raceAbort, withTimeout } from '../async/time-limit.ts';
import { requireGoogleCredentials } from '../settings/google-credentials.ts';
import { googleEnvironment } from '../settings/google-environment.ts';
import { grpcCode } from '../settings/grpc-code.ts';

/** A message that the system sends out. */
export interface OutgoingMessage {
  readonly type: string;
}

/** Publishes a message to a topic; resolves once it is durable. */
export type Publish = (topic: string, message: OutgoingMessage) => Promise<void>;

/**
 * Publishes to the log, for one machine without Pub/Sub: status and rejected messages go there. The line
 * has the message as `published`, since its own `message` is the sentence.
 */
export function publishToLog(log: Logger): Publish {
  return async (topic, message) => {
    log.info({ topic, published: message }, `${message.type} on ${topic}`);
  };
}

/**
 * Publishes with Google's client, which finds the project and its credentials in the environment and
 * honours PUBSUB_EMULATOR_HOST. The client is loaded with the first message. Messages that are published at
 * the same time share a request, and each promise resolves only once Pub/Sub has its message: a function
 * that waits for it has nothing left to flush when it answers.
 *
 * @param patienceMs a message that is not accepted within this time is an error, though it may still arrive
 */
export function publishToPubSub(connect = connectPubSub, patienceMs = PATIENCE_MS): Publish {
  let client: Promise<PubSub> | undefined;
  const connected = () => {
    client ??= connect().catch((error: unknown) => {
      client = undefined;
      throw error;
    });
    return client;
  };
  return async (topic, message) => {
    const published = (await connected())
      // Otherwise the client would still retry when a later message has already arrived.
      .topic(topic, { gaxOpts: { timeout: patienceMs } })
      .publishMessage({ json: message, attributes: { type: message.type } });
    const seconds = patienceMs / 1000;
    const late = () =>
      new Error(`Pub/Sub has not accepted a message on ${topic} within ${seconds} s`);
    const inTime = published.catch((error: unknown) => {
      // The client's own text for a late message lists every attempt.
      throw grpcCode(error) === DEADLINE_EXCEEDED ? late() : error;
    });
    await withTimeout(patienceMs, (limit) => raceAbort(inTime, limit), late);
  };
}

/** gRPC's code for a request that was not answered in time. */
const DEADLINE_EXCEEDED = 4;

/** The client's own limit is ten minutes, longer than a claim on a domain lasts. */
const PATIENCE_MS = 10_000;

/**
 * Google's client, which finds the project, its credentials and an emulator in the environment.
 *
 * @throws {CredentialsError} if there are no credentials
 */
export async function connectPubSub(): Promise<PubSub> {
  // The emulator needs no credentials, so the metadata server, which does not exist here, is not asked for
  // them.
  if (googleEnvironment().pubSubEmulator) process.env.METADATA_SERVER_DETECTION ??= 'none';
  else await requireGoogleCredentials();
  const { PubSub } = await import('@google-cloud/pubsub');
  return new PubSub();
}
