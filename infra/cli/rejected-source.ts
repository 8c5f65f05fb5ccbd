import * as v from 'valibot';
import { connectPubSub } from '../../shared/reporting/publish.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { openRejectedMessages } from '../../shared/store/rejected-messages.ts';
import { CommandFailedError } from './command.ts';

/** A message that nobody could use. */
export interface Rejected {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason: string;
  /** The data of the event, as it was. */
  readonly data: string;
}

/** Rejected messages, which stay where they are until they are seen to. */
export interface RejectedSource extends AsyncDisposable {
  readonly messages: readonly Rejected[];
  /** Takes one away that was published again. */
  settle(id: string): Promise<void>;
}

const rejectionSchema = v.object({ at: v.string(), reason: v.string(), data: v.string() });

/** Those that the subscriptions keep, or on one machine the store. */
export async function openRejected(settings: Settings): Promise<RejectedSource> {
  if (settings.hasPubSub) return fromSubscriptions(settings.rejectedTopic);
  if (settings.store.kind === 'sqlite') return fromFile(settings.store.path);
  throw new CommandFailedError(
    'There is no Pub/Sub, and no file: set GOOGLE_CLOUD_PROJECT, or give --project.',
  );
}

async function fromFile(path: string): Promise<RejectedSource> {
  const kept = await openRejectedMessages(path);
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

/** Pub/Sub gives what it has at once; what comes later than that, the next call sees. */
const COLLECT_MS = 3000;

/** `deploy.sh` names a subscription like its topic. */
const DEAD_LETTER = 'closte-domain-dead-letter';

async function fromSubscriptions(rejectedTopic: string): Promise<RejectedSource> {
  const client = await connectPubSub();
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

/** A dead letter is the event itself, which could not be recorded in any of its deliveries: nothing says why. */
function read(text: string, id: string, at: string): Rejected {
  try {
    return { id, ...v.parse(rejectionSchema, JSON.parse(text)) };
  } catch {
    return { id, at, reason: 'it could not be recorded, however often it came', data: text };
  }
}
