import type { Logger } from 'pino';

/** A message that the system sends out. */
export interface OutgoingMessage {
  readonly type: string;
}

/** Puts a message on a topic; resolves once it is there for good. */
export type Publish = (topic: string, message: OutgoingMessage) => Promise<void>;

/** On one machine without Pub/Sub: the log is where status and rejected messages go. */
export function publishToLog(log: Logger): Publish {
  return async (topic, message) => {
    log.info({ topic, message }, `${message.type} on ${topic}`);
  };
}

/**
 * Publishes with Google's client, which finds the project and its credentials in the environment
 * and honours PUBSUB_EMULATOR_HOST. The client is loaded with the first message.
 */
export function publishToPubSub(): Publish {
  let client: ReturnType<typeof connect> | undefined;
  return async (topic, message) => {
    client ??= connect();
    const { pubsub } = await client;
    await pubsub.topic(topic).publishMessage({ json: message, attributes: { type: message.type } });
  };
}

async function connect() {
  const { PubSub } = await import('@google-cloud/pubsub');
  return { pubsub: new PubSub() };
}
