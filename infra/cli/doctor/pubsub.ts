import type { PubSub } from '@google-cloud/pubsub';
import { EVENTS_TOPIC } from '../../../shared/events/message-schema.ts';
import { googleEnvironment } from '../../../shared/settings/google-environment.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { isThere, knownPubSub } from '../known-pubsub.ts';
import { messageOf, type PartFinding, skipped, well, wrong } from './finding.ts';

/** Whether the topics exist, and the subscriptions that keep messages for people. */
export async function examinePubSub({
  hasPubSub,
  statusTopic,
  rejectedTopic,
  sweepTopic,
}: Settings): Promise<PartFinding[]> {
  if (!hasPubSub) return [skipped('Pub/Sub', 'none is used')];
  let client: PubSub;
  try {
    client = await knownPubSub();
  } catch (error) {
    return [
      wrong('Pub/Sub', messageOf(error), 'Give --project, and make sure that you are logged in'),
    ];
  }
  try {
    const topics = [
      EVENTS_TOPIC,
      statusTopic,
      rejectedTopic,
      sweepTopic,
      'closte-domain-dead-letter',
    ];
    const kept = [rejectedTopic, 'closte-domain-dead-letter'];
    const looks = [
      ...topics.map((name) => () => examineThing('topic', name, client)),
      ...kept.map((name) => () => examineThing('subscription', name, client)),
    ];
    const deliveries = googleEnvironment().pubSubEmulator ? [() => examinePush(client)] : [];
    return await Promise.all([...looks, ...deliveries].map((look) => look()));
  } finally {
    await client.close().catch(() => {});
  }
}

async function examineThing(
  kind: 'topic' | 'subscription',
  name: string,
  client: PubSub,
): Promise<PartFinding> {
  const part = `the ${kind} ${name}`;
  try {
    const thing = kind === 'topic' ? client.topic(name) : client.subscription(name);
    return (await isThere(thing))
      ? well(part, 'is there')
      : wrong(part, 'is missing', 'Deploy again: infra/deploy.sh creates every missing part');
  } catch (error) {
    return wrong(
      part,
      messageOf(error),
      'Make sure that Pub/Sub, or PUBSUB_EMULATOR_HOST, can be reached from here, and that you are logged in',
    );
  }
}

/** On an emulator, only a push subscription delivers the events; on Google Cloud, Eventarc creates its own. */
async function examinePush(client: PubSub): Promise<PartFinding> {
  const part = 'the delivery of events';
  try {
    const [subscriptions] = await client.topic(EVENTS_TOPIC).getSubscriptions();
    const found = await Promise.all(subscriptions.map((one) => one.getMetadata()));
    const [to] = found.flatMap(([{ pushConfig }]) => pushConfig?.pushEndpoint || []);
    return to === undefined
      ? wrong(part, 'no subscription pushes them', 'Create one: see docs/one-machine.md')
      : well(part, `to ${to}`);
  } catch (error) {
    return wrong(part, messageOf(error), `Make sure that the topic ${EVENTS_TOPIC} is there`);
  }
}
