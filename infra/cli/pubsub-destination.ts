import type { PubSub } from '@google-cloud/pubsub';
import { connectPubSub } from '../../shared/reporting/publish.ts';
import { LOGIN } from '../../shared/settings/google-credentials.ts';
import { CommandFailedError } from './command.ts';
import type { Destination, OutgoingEvent } from './destination.ts';

/**
 * Publishes with Google's client, which finds the project and its credentials in the environment
 * and honours PUBSUB_EMULATOR_HOST.
 *
 * @throws {CommandFailedError} if the message is not accepted
 */
export function pubSubDestination(topic: string): Destination {
  return async (event) => {
    try {
      const client = await connectPubSub();
      try {
        await client.auth.getProjectId();
        return await publish(client, topic, event);
      } finally {
        await client.close();
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CommandFailedError(
        `Pub/Sub does not accept the event on the topic ${topic}: ${withoutFullStop(reason.slice(0, 300))}. ` +
          `Check GOOGLE_CLOUD_PROJECT, EVENTS_TOPIC and the credentials ("${LOGIN}"), ` +
          'or give --to URL for a system on one machine.',
      );
    }
  };
}

const TIMEOUT_MS = 30_000;

/** Publishes without retries: the caller sees a failure at once, and may repeat the command. */
async function publish(client: PubSub, topic: string, event: OutgoingEvent): Promise<string> {
  const options = {
    messageOrdering: true,
    batching: { maxMessages: 1 },
    gaxOpts: { timeout: TIMEOUT_MS, retry: null },
  };
  return client.topic(topic, options).publishMessage(event);
}

/** A text without a full stop, which the caller adds. */
function withoutFullStop(text: string): string {
  let end = text.length;
  while (/[.\s]/.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
