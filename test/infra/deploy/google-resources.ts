import * as v from 'valibot';
import type { Propagation } from './google-propagation.ts';

export type Resource = Readonly<Record<string, unknown>>;

export interface World {
  readonly project: string;
  readonly resources: Map<string, Resource>;
  readonly policies: Map<string, Resource>;
  /** The address of the server. */
  origin: string;
  /** Undefined in a project in which every change has propagated. */
  readonly propagation: Propagation | undefined;
  /** The ids of the events that reached domainEvents. */
  readonly arrived: string[];
  /** The operations that failed, by name. */
  readonly failures: Map<string, Resource>;
}

/**
 * Creates or changes a resource, with the fields that the real service would add.
 *
 * @param name the name of the resource, or of the collection in which it is created
 * @returns the resource, or the finished operation that created it
 */
export function born(world: World, name: string, query: URLSearchParams, body: Resource): Resource {
  const { resources } = world;
  const { id, content } = identified(name, query, body);
  const full = id === undefined ? name : `${name}/${id}`;
  const resource: Record<string, unknown> = { ...resources.get(full), ...content };
  if (!('name' in content) || full.includes('/locations/')) resource.name = full;
  if (full.includes('/jobs/')) resource.state = 'ENABLED';
  if ('ttlConfig' in content) resource.ttlConfig = { state: 'CREATING' };
  world.propagation?.made(typeof resource.email === 'string' ? resource.email : full);
  resources.set(full, full.includes('/functions/') ? withTrigger(world, full, resource) : resource);
  const operation = operationOn(full);
  return operation === undefined ? { ...resource } : done(operation);
}

interface Identified {
  /** Undefined where the name is the thing's own. */
  readonly id: string | undefined;
  readonly content: Resource;
}

const wrapped = v.record(v.string(), v.unknown());

/** The name of a new resource, which each service receives in its own way. */
function identified(name: string, query: URLSearchParams, body: Resource): Identified {
  if (name.split('/').length % 2 === 0) {
    return { id: undefined, content: v.parse(wrapped, body.subscription ?? body) };
  }
  const [, fromQuery] = [...query].find(([key]) => key.endsWith('Id')) ?? [];
  if (fromQuery !== undefined) return { id: fromQuery, content: body };
  if (body.accountId !== undefined) {
    const [, project] = name.split('/');
    const email = `${body.accountId}@${project}.iam.gserviceaccount.com`;
    return { id: email, content: { ...v.parse(wrapped, body.serviceAccount), email } };
  }
  if (body.roleId !== undefined)
    return { id: `${body.roleId}`, content: v.parse(wrapped, body.role) };
  if (body.name !== undefined) return { id: `${body.name}`.replace(/^.*\//, ''), content: body };
  return { id: `${name.length}${JSON.stringify(body).length}`, content: body };
}

const functionSchema = v.looseObject({
  eventTrigger: v.optional(v.looseObject({ pubsubTopic: v.string() })),
  serviceConfig: v.record(v.string(), v.unknown()),
});

/** Cloud Run serves a function; Eventarc creates a trigger and a subscription for its topic. */
function withTrigger({ project, resources }: World, name: string, resource: Resource): Resource {
  const { eventTrigger, serviceConfig, ...rest } = v.parse(functionSchema, resource);
  const service = name.replace(/^.*\//, '').toLowerCase();
  const location = name.replace(/\/functions\/.*$/, '');
  const served = {
    ...rest,
    state: 'ACTIVE',
    environment: 'GEN_2',
    serviceConfig: {
      ...serviceConfig,
      service: `${location}/services/${service}`,
      uri: `https://${service}-abc123-uc.a.run.app`,
    },
  };
  const images = `${location}/repositories/gcf-artifacts`;
  if (!resources.has(images)) resources.set(images, { name: images, format: 'DOCKER' });
  if (!eventTrigger) return served;

  const trigger = `${location}/triggers/${service}-000001`;
  const subscription = `projects/${project}/subscriptions/eventarc-${service}-000001-sub-001`;
  resources.set(trigger, { name: trigger, transport: { pubsub: { subscription } } });
  if (!resources.has(subscription)) {
    resources.set(subscription, {
      name: subscription,
      topic: eventTrigger.pubsubTopic,
      ackDeadlineSeconds: 10,
      messageRetentionDuration: '86400s',
    });
  }
  return { ...served, eventTrigger: { ...eventTrigger, trigger } };
}

/** An operation that has ended. */
export function done(name: string): Resource {
  return { name, done: true, metadata: { stages: [] }, response: {} };
}

/** The operation that creates a resource, if that takes a while; undefined if it is created at once. */
function operationOn(name: string): string | undefined {
  if (name.includes('/backupSchedules')) return undefined;
  const [, place] = /^(.*\/databases\/[^/]+|.*(?=\/functions\/))/.exec(name) ?? [];
  return place && `${place}/operations/1`;
}
