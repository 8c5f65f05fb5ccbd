import type { Logger } from 'pino';
import { askGoogle, googleProject } from '../settings/google-api.ts';
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
 * Publishes with the credentials and in the project of the environment, or to PUBSUB_EMULATOR_HOST. The
 * promise resolves once Pub/Sub has the message: a function that waits for it has nothing left to flush when
 * it answers.
 *
 * @param patienceMs a message that is not taken in this time is an error, though it may arrive
 */
export function publishToPubSub(patienceMs = PATIENCE_MS): Publish {
  const { pubSubEmulator, project, olderProject } = googleEnvironment();
  const api = {
    origin: pubSubEmulator ? `http://${pubSubEmulator}` : 'https://pubsub.googleapis.com',
    withCredentials: !pubSubEmulator,
  };
  return async (topic, message) => {
    const data = Buffer.from(JSON.stringify(message)).toString('base64');
    const messages = [{ data, attributes: { type: message.type } }];
    const where = topic.includes('/')
      ? topic
      : `projects/${await googleProject(project ?? olderProject)}/topics/${topic}`;
    await askGoogle(api, `/v1/${where}:publish`, { messages }, patienceMs);
  };
}

/** Shorter than a claim on a domain lasts. */
const PATIENCE_MS = 10_000;
