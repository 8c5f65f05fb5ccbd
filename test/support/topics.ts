import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Message, PubSub } from '@google-cloud/pubsub';
import * as v from 'valibot';

/** The topics of a project of its own in Pub/Sub's emulator, and the messages on the topic of stages. */
export interface Topics extends AsyncDisposable {
  readonly eventsPath: string;
  /** Subscribes this address: every event is pushed to it until it is acknowledged. */
  pushTo(url: string, ackDeadlineSeconds?: number): Promise<void>;
  /** Publishes a message; resolves to its id. */
  publish(message: { readonly type: string }): Promise<string>;
  /** The stage last reported for a domain, by the times in the messages. */
  lastTold(domain: string): string | undefined;
  /** The number of messages so far. */
  told(): number;
}

const EVENTS = 'closte-domain-events';
const STATUS = 'closte-domain-status';

const statusSchema = v.object({ domain: v.string(), at: v.string(), stage: v.string() });
type Status = v.InferOutput<typeof statusSchema>;

export async function openTopics(projectId: string): Promise<Topics> {
  const pubsub = new PubSub({ projectId });
  const [events] = await pubsub.createTopic(EVENTS);
  const [status] = await pubsub.createTopic(STATUS);
  await pubsub.createTopic('closte-domain-rejected');
  const [statuses] = await status.createSubscription('told');
  const last = new Map<string, Status>();
  let told = 0;
  statuses.on('message', (message: Message) => {
    const one = v.parse(statusSchema, JSON.parse(message.data.toString()));
    told += 1;
    const before = last.get(one.domain);
    if (before === undefined || before.at <= one.at) last.set(one.domain, one);
    message.ack();
  });
  return {
    eventsPath: `/projects/${projectId}/topics/${EVENTS}`,
    async pushTo(url, ackDeadlineSeconds = 60) {
      await events.createSubscription('events', {
        ackDeadlineSeconds,
        pushConfig: { pushEndpoint: url },
      });
    },
    publish: (json) => events.publishMessage({ json, attributes: { type: json.type } }),
    lastTold: (domain) => last.get(domain)?.stage,
    told: () => told,
    async [Symbol.asyncDispose]() {
      await statuses.close();
      await pubsub.close();
    },
  };
}

const pushSchema = v.object({ message: v.object({ messageId: v.string() }) });

/** The id of a message, from the body of a push request. */
export function messageIdOf(pushed: string): string {
  return v.parse(pushSchema, JSON.parse(pushed)).message.messageId;
}

/** Gives up a wait for something that will not happen. */
const PATIENCE_MS = 8 * 60_000;

/** @param progress a number that changes as long as there is any, however slow the machine is */
export async function until(
  what: string,
  holds: () => boolean,
  progress: () => number = () => 0,
): Promise<void> {
  let before = progress();
  let giveUpAt = performance.now() + PATIENCE_MS;
  while (!holds()) {
    const minutes = PATIENCE_MS / 60_000;
    assert.ok(performance.now() < giveUpAt, `${what}: no progress within ${minutes} minutes`);
    await sleep(100);
    const now = progress();
    if (now !== before) giveUpAt = performance.now() + PATIENCE_MS;
    before = now;
  }
}
