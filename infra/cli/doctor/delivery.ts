import * as v from 'valibot';
import { policySchema } from './access.ts';
import { type Cloud, deployAgain, findingOf } from './cloud.ts';
import { type PartFinding, well, wrong } from './finding.ts';
import { DEAD_LETTER_TOPIC, EVENTS_FUNCTION, KEPT_TOPICS, TOPICS } from './inventory.ts';

const topicSchema = v.object({ name: v.string() });
const subscriptionSchema = v.object({
  topic: v.string(),
  detached: v.optional(v.boolean(), false),
  deadLetterPolicy: v.optional(v.object({ deadLetterTopic: v.optional(v.string()) })),
});

/** The topics, the subscriptions that keep messages for people, and Eventarc's subscription, which delivers the events. */
export async function examineDelivery(cloud: Cloud): Promise<PartFinding[]> {
  const { api, project } = cloud;
  const mend = deployAgain(cloud, 'pubsub');
  const looks = [
    ...TOPICS.map(async (name) => {
      const part = `the topic ${name}`;
      const answer = await api.read('pubsub', `projects/${project}/topics/${name}`, topicSchema);
      return findingOf(part, answer, mend, () => well(part, 'is there'));
    }),
    ...KEPT_TOPICS.map(async (name) => {
      const part = `the subscription ${name}`;
      const path = `projects/${project}/subscriptions/${name}`;
      const answer = await api.read('pubsub', path, subscriptionSchema);
      return findingOf(part, answer, mend, ({ topic }) =>
        topic.endsWith(`/${name}`) ? well(part, 'is there') : detached(part, name, topic),
      );
    }),
    examineEventarc(cloud),
  ];
  return Promise.all(looks);
}

/** A subscription outlives its topic, and stays without one. */
function detached(part: string, name: string, topic: string): PartFinding {
  const mend = `gcloud pubsub subscriptions delete ${name}, then deploy again`;
  return wrong(part, `belongs to another topic, ${topic.replace(/^.*\//, '')}`, mend);
}

const triggerSchema = v.object({
  transport: v.object({ pubsub: v.object({ subscription: v.string() }) }),
});

/** Without this role, Pub/Sub moves nothing to the dead letter topic. */
const AGENT_ROLE = 'roles/pubsub.subscriber';
const isAgent = (member: string) => member.endsWith('@gcp-sa-pubsub.iam.gserviceaccount.com');

async function examineEventarc(cloud: Cloud): Promise<PartFinding> {
  const { api, functions } = cloud;
  const part = "Eventarc's subscription";
  const trigger = functions.find(({ name }) => name.endsWith(`/${EVENTS_FUNCTION}`))?.eventTrigger
    ?.trigger;
  const again = deployAgain(cloud, 'functions');
  if (trigger === undefined) return wrong(part, `${EVENTS_FUNCTION} has no trigger`, again);
  const found = await api.read('eventarc', trigger, triggerSchema);
  if (found.is !== 'there') {
    return findingOf(part, found, again, () => wrong(part, 'has no trigger', again));
  }
  const { subscription } = found.value.transport.pubsub;
  const [answer, policy] = await Promise.all([
    api.read('pubsub', subscription, subscriptionSchema),
    api.read('pubsub', `${subscription}:getIamPolicy`, policySchema),
  ]);
  return findingOf(part, answer, again, ({ topic, detached: isDetached, deadLetterPolicy }) => {
    if (isDetached || topic === '_deleted-topic_') return wrong(part, 'has lost its topic', again);
    const mend = deployAgain(cloud, 'delivery');
    if (!deadLetterPolicy?.deadLetterTopic?.endsWith(`/${DEAD_LETTER_TOPIC}`)) {
      return wrong(part, 'loses events that cannot be delivered', mend);
    }
    return findingOf(part, policy, mend, ({ bindings }) =>
      bindings.some(({ role, members }) => role === AGENT_ROLE && members.some(isAgent))
        ? well(part, 'is there, and keeps events that cannot be delivered')
        : wrong(part, `Pub/Sub's agent lacks ${AGENT_ROLE} on it`, mend),
    );
  });
}
