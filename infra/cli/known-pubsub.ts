import type { PubSub } from '@google-cloud/pubsub';
import { connectPubSub } from '../../shared/reporting/publish.ts';
import { googleEnvironment } from '../../shared/settings/google-environment.ts';
import { grpcCode } from '../../shared/settings/grpc-code.ts';
import { CommandFailedError } from './command.ts';
import { findGoogleCredentials } from './google-credentials.ts';

/**
 * A client of Pub/Sub, made only once a project and credentials are known: without them, a client reports a failure late,
 * ends the process, or says nothing.
 *
 * @throws {CommandFailedError} that says what to do
 */
export async function knownPubSub(): Promise<PubSub> {
  const { pubSubEmulator, project, olderProject } = googleEnvironment();
  if (pubSubEmulator === undefined) {
    await findGoogleCredentials();
  } else if (project === undefined && olderProject === undefined) {
    throw new CommandFailedError(
      'No project on Google Cloud is known. Give --project, or set GOOGLE_CLOUD_PROJECT.',
    );
  }
  return connectPubSub();
}

/** gRPC's code. */
const NOT_FOUND = 5;

/** A topic, or a subscription. */
interface Thing {
  getMetadata(options: { timeout: number; retry: null }): Promise<unknown>;
}

/**
 * Whether it exists.
 *
 * @throws the client's error, within ten seconds, if that cannot be found out
 */
export async function isThere(thing: Thing): Promise<boolean> {
  try {
    await thing.getMetadata({ timeout: 10_000, retry: null });
    return true;
  } catch (error) {
    if (grpcCode(error) === NOT_FOUND) return false;
    throw error;
  }
}
