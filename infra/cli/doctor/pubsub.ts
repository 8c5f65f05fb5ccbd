import type { PubSub } from '@google-cloud/pubsub';
import { connectPubSub } from '../../../shared/reporting/publish.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { messageOf, type PartFinding, skipped, well, wrong } from './finding.ts';

/** Whether the topics are there, and the subscriptions that keep what people have to see. */
export async function examinePubSub({
  hasPubSub,
  statusTopic,
  rejectedTopic,
}: Settings): Promise<PartFinding[]> {
  if (!hasPubSub) return [skipped('Pub/Sub', 'none is used')];
  const client = await connectPubSub();
  try {
    const topics = [
      'closte-domain-events',
      statusTopic,
      rejectedTopic,
      'closte-domain-dead-letter',
    ];
    const kept = [rejectedTopic, 'closte-domain-dead-letter'];
    const looks = [
      ...topics.map((name) => () => isThere('topic', name, client)),
      ...kept.map((name) => () => isThere('subscription', name, client)),
    ];
    return await Promise.all(looks.map((look) => look()));
  } finally {
    await client.close().catch(() => {});
  }
}

async function isThere(
  kind: 'topic' | 'subscription',
  name: string,
  client: PubSub,
): Promise<PartFinding> {
  const part = `the ${kind} ${name}`;
  try {
    const [exists] = await (kind === 'topic'
      ? client.topic(name)
      : client.subscription(name)
    ).exists();
    return exists
      ? well(part, 'is there')
      : wrong(part, 'is missing', 'Deploy again: infra/deploy.sh makes what is missing');
  } catch (error) {
    return wrong(part, messageOf(error), 'Log in: gcloud auth application-default login');
  }
}
