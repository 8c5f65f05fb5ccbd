import type { PubSub } from '@google-cloud/pubsub';
import * as v from 'valibot';
import type { Settings } from '../../shared/settings/settings.ts';
import { openRejectedMessages } from '../../shared/store/rejected-messages.ts';
import { CommandFailedError } from './command.ts';
import { exists, noStoreAt, opened } from './existing-store.ts';
import { isThere, knownPubSub } from './known-pubsub.ts';

/** A message that can never be valid, or that no delivery could record. */
export interface Rejected {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason: string;
  /** The data of the event, unchanged. */
  readonly data: string;
}

/** Rejected messages, which stay where they are until somebody has dealt with them. */
export interface RejectedSource extends AsyncDisposable {
  readonly messages: readonly Rejected[];
  /** Removes a message that was published again. */
  settle(id: string): Promise<void>;
}

const rejectionSchema = v.object({
  at: v.pipe(v.string(), v.isoTimestamp()),
  reason: v.string(),
  data: v.string(),
});

/** The rejected messages that the subscriptions keep, or on one machine the store. */
export async function openRejected(settings: Settings): Promise<RejectedSource> {
  if (settings.hasPubSub) return fromSubscriptions(settings.rejectedTopic);
  if (settings.store.kind === 'sqlite') return fromFile(settings.store);
  throw new CommandFailedError(
    'No place for rejected messages is known: set GOOGLE_CLOUD_PROJECT, or give --project.',
  );
}

async function fromFile(location: SqliteLocation): Promise<RejectedSource> {
  // Listing must not create a store: in the wrong folder, a new one would say that no message is rejected.
  if (!exists(location)) throw new CommandFailedError(noStoreAt(location));
  const kept = await opened(location, () => openRejectedMessages(location.path));
  const messages = kept.list().flatMap(({ id, json }) => {
    const read = v.safeParse(rejectionSchema, JSON.parse(json));
    return read.success ? [{ id, ...read.output }] : [];
  });
  return {
    messages,
    settle: (id) => kept.remove(id),
    [Symbol.asyncDispose]: async () => kept.close(),
  };
}

type SqliteLocation = Extract<Settings['store'], { readonly kind: 'sqlite' }>;

/** How long messages are collected. Pub/Sub delivers those that it has at once; the next call gets later ones. */
const COLLECT_MS = 3000;

/** `deploy.sh` names a subscription after its topic. */
const DEAD_LETTER = 'closte-domain-dead-letter';

async function fromSubscriptions(rejectedTopic: string): Promise<RejectedSource> {
  const client = await knownPubSub();
  await seeSubscriptions(client, [rejectedTopic, DEAD_LETTER]);
  const found = new Map<string, { message: Rejected; ack(): void; nack(): void }>();
  const subscriptions = [rejectedTopic, DEAD_LETTER].map((name) =>
    client.subscription(name, { flowControl: { maxMessages: 500 } }),
  );
  const failure = new Promise<Error>((resolve) => {
    for (const subscription of subscriptions) {
      subscription.on('error', resolve);
      subscription.on('message', (delivered) => {
        const { id, publishTime } = delivered;
        const message = read(delivered.data.toString('utf8'), id, publishTime.toISOString());
        found.set(id, { message, ack: () => delivered.ack(), nack: () => delivered.nack() });
      });
    }
  });
  const waited = new Promise<undefined>((resolve) => {
    setTimeout(() => resolve(undefined), COLLECT_MS);
  });
  const failed = await Promise.race([failure, waited]);
  const close = async () => {
    for (const { nack } of found.values()) nack();
    await Promise.all(subscriptions.map((subscription) => subscription.close()));
    await client.close();
  };
  if (failed) {
    await close().catch(() => {});
    throw new CommandFailedError(`The rejected messages cannot be read: ${failed.message}.`);
  }
  return {
    messages: [...found.values()].map(({ message }) => message),
    async settle(id) {
      found.get(id)?.ack();
      found.delete(id);
    },
    [Symbol.asyncDispose]: close,
  };
}

/**
 * Makes sure that the subscriptions exist: Google's client treats a missing one as empty.
 *
 * @throws {CommandFailedError} if one is missing or cannot be asked
 */
async function seeSubscriptions(client: PubSub, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const failure = await isThere(client.subscription(name)).then(
      (there) => (there ? undefined : 'it is missing; infra/deploy.sh --only=pubsub creates it'),
      (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 200),
    );
    if (failure === undefined) continue;
    await client.close().catch(() => {});
    throw new CommandFailedError(`The subscription ${name} cannot be read: ${failure}.`);
  }
}

/** A dead letter is the event itself, without a reason: no delivery could record it. */
function read(text: string, id: string, at: string): Rejected {
  try {
    return { id, ...v.parse(rejectionSchema, JSON.parse(text)) };
  } catch {
    return { id, at, reason: 'no delivery could record it', data: text };
  }
}
