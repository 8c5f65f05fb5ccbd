import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import * as v from 'valibot';
import { serving } from '../../support/loopback.ts';
import { arriving, faultOfFunction } from './google-delivery.ts';
import { grantsOn, Propagation } from './google-propagation.ts';
import { type Answer, type Call, fault, refusal } from './google-refusals.ts';
import { born, done, type Resource, type World } from './google-resources.ts';

/**
 * The part of Google Cloud's REST APIs that gcloud needs for the scripts' commands, on loopback: resources
 * have names, and exist or not.
 */
export interface GoogleCloud extends AsyncDisposable {
  /** The addresses of gcloud's APIs, as environment variables. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** The resources that exist, by name. */
  readonly resources: Map<string, Resource>;
  /** The grants to all members, as `member role on name`, sorted. */
  grants(): string[];
  /** A copy with the same state. */
  copy(): Promise<GoogleCloud>;
}

/** The APIs that the scripts use and whose addresses gcloud lets one override. */
const APIS = [
  ...['cloudbuild', 'cloudfunctions', 'cloudresourcemanager', 'cloudscheduler', 'eventarc'],
  ...['artifactregistry', 'firestore', 'iam', 'logging', 'monitoring', 'pubsub', 'run'],
  ...['secretmanager', 'servicemanagement', 'serviceusage', 'storage'],
];

interface Kindness {
  /**
   * How many calls it takes until a change has propagated. Undefined stands for a project that has existed
   * for years: every API is enabled, and nothing is ever refused.
   */
  readonly settlesAfter?: number;
}

export async function googleCloud(project: string, { settlesAfter }: Kindness = {}) {
  const propagation = settlesAfter === undefined ? undefined : new Propagation(settlesAfter);
  const policies = new Map<string, Resource>();
  return serve({
    project,
    resources: new Map(),
    policies,
    origin: '',
    propagation,
    arrived: [],
    failures: new Map(),
  });
}

async function serve(world: World): Promise<GoogleCloud> {
  const server = await serving(async (request, response) => {
    const call = await received(request);
    world.propagation?.count();
    const { status, body } = refusal(world, call) ?? answerTo(world, call);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  world.origin = server.origin;
  return {
    endpoints: Object.fromEntries(
      APIS.map((api) => [
        `CLOUDSDK_API_ENDPOINT_OVERRIDES_${api.toUpperCase()}`,
        `${world.origin}/`,
      ]),
    ),
    resources: world.resources,
    grants: () => grantsIn(world),
    copy: () =>
      serve({
        ...world,
        resources: new Map(world.resources),
        policies: new Map(world.policies),
        propagation: world.propagation?.copy(),
      }),
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  };
}

const bodySchema = v.record(v.string(), v.unknown());

async function received(request: IncomingMessage): Promise<Call> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
  const path = decodeURIComponent(pathname).replace(/^\/(v\d\w*\/)?/, '');
  const [, name = '', verb = ''] = /^(.*?)(?::([a-zA-Z]+))?$/.exec(path) ?? [];
  const content = await buffer(request);
  const isJson = request.headers['content-type']?.startsWith('application/json');
  const body = isJson && content.length > 0 ? v.parse(bodySchema, JSON.parse(`${content}`)) : {};
  return { method: request.method ?? '', name, verb, query: searchParams, body };
}

function answerTo(world: World, call: Call): Answer {
  const { method, verb } = call;
  const name = call.name.replace(/^projects\/-\//, `projects/${world.project}/`);
  if (verb !== '') return answerToVerb(world, { ...call, name });
  if (method === 'GET') return isCollection(name) ? list(world, name) : get(world, name);
  if (method === 'DELETE') return remove(world, name);

  const before = world.resources.get(name);
  if (method === 'PUT' && before && !name.includes('/metrics/')) {
    return fault(409, 'ALREADY_EXISTS', `${name} already exists`);
  }
  if (name.endsWith('/keys')) return ok({ name: `${name}/1`, privateKeyData: btoa('a key') });
  const error = name.includes('/functions') ? faultOfFunction(world, call.body) : undefined;
  if (error !== undefined) return ok(failedOperation(world, name, error));
  return ok(born(world, name, call.query, call.body));
}

function answerToVerb(world: World, { name, verb, body }: Call): Answer {
  const { resources, policies, origin } = world;
  switch (verb) {
    case 'getIamPolicy':
      return ok(policies.get(name) ?? { version: 1, bindings: [] });
    case 'setIamPolicy': {
      const { policy } = v.parse(v.object({ policy: bodySchema }), body);
      policies.set(name, policy);
      for (const grant of grantsOn(name, policy)) world.propagation?.made(grant);
      return ok(policy);
    }
    case 'batchEnable': {
      const { serviceIds } = v.parse(v.object({ serviceIds: v.array(v.string()) }), body);
      for (const id of serviceIds) world.propagation?.made(id);
      return ok(done('operations/1'));
    }
    case 'generateServiceIdentity': {
      const [, service = ''] = /\/services\/(\w+)\./.exec(name) ?? [];
      const email = `service-123456@gcp-sa-${service}.iam.gserviceaccount.com`;
      world.propagation?.made(email);
      return ok({ ...done('operations/1'), response: { email, uniqueId: '1' } });
    }
    case 'publish':
      world.arrived.push(...arriving(world, body));
      return ok({ messageIds: ['1'] });
    case 'list': {
      const { filter } = v.parse(v.object({ filter: v.string() }), body);
      const eventId = world.arrived.find((id) => filter.includes(`jsonPayload.eventId="${id}"`));
      return ok({ entries: eventId === undefined ? [] : [{ jsonPayload: { eventId } }] });
    }
    case 'addVersion': {
      const number = [...resources.keys()].filter((key) => key.startsWith(`${name}/versions/`));
      const version = `${name}/versions/${number.length + 1}`;
      resources.set(version, { name: version, state: 'ENABLED', ...body });
      return ok({ name: version, state: 'ENABLED', clientSpecifiedPayloadChecksum: true });
    }
    case 'access': {
      const version = latest(world, name);
      const payload = resources.get(version)?.payload;
      return payload ? ok({ name: version, payload }) : notFound(name);
    }
    case 'generateUploadUrl':
      return ok({ uploadUrl: `${origin}/upload`, storageSource: { bucket: 'b', object: 'o' } });
    default:
      // A slow operation is polled by its name.
      return ok(done(name.includes('/databases/') ? `${name}/operations/1` : 'operations/1'));
  }
}

/** Names are collection and id in turn. */
function isCollection(name: string): boolean {
  return name.split('/').length % 2 === 1;
}

function list(world: World, collection: string): Answer {
  const kind = collection.split('/').at(-1) ?? '';
  if (kind === 'runtimes') return ok({ runtimes: [{ name: 'nodejs24', environment: 'GEN_2' }] });
  // A list may cover all locations, or all collection groups.
  const [, kindOfAll] = /\/(locations|collectionGroups)\/-\//.exec(collection) ?? [];
  const ofAll = new RegExp(`/${kindOfAll}/[^/]+`);
  const items = [...world.resources].filter(([name]) => {
    const place = kindOfAll ? name.replace(ofAll, `/${kindOfAll}/-`) : name;
    return place.replace(/\/[^/]*$/, '') === collection;
  });
  return ok({ [kind]: items.map(([, resource]) => resource) });
}

function get(world: World, name: string): Answer {
  const { project, resources } = world;
  if (name === `projects/${project}`) return ok({ projectId: project, projectNumber: '123456' });
  if (name.startsWith(`projects/${project}/services/`)) return ok({ name, state: 'ENABLED' });
  if (name.includes('/operations/')) return ok(world.failures.get(name) ?? done(name));
  const resource = resources.get(latest(world, name));
  if (resource) return ok(resource);
  if (name.includes('/fields/')) return ok({ name, indexConfig: { usesAncestorConfig: true } });
  return notFound(name);
}

function failedOperation({ failures }: World, name: string, error: Resource): Resource {
  const operation = name.replace(/\/functions.*/, `/operations/failed-${failures.size + 1}`);
  const failed = { name: operation, done: true, metadata: { stages: [] }, error };
  failures.set(operation, failed);
  return failed;
}

function remove({ resources, policies }: World, called: string): Answer {
  // A composite index has an id of its own, whatever the group of collections that it is in.
  const [, index] = /\/collectionGroups\/-(\/indexes\/.*)$/.exec(called) ?? [];
  const name = (index && [...resources.keys()].find((key) => key.endsWith(index))) ?? called;
  if (!resources.has(name)) return notFound(name);
  for (const key of [...resources.keys()]) {
    if (key === name || key.startsWith(`${name}/`)) resources.delete(key);
  }
  policies.delete(name);
  return ok(name.includes('/functions/') ? done(name.replace(/functions.*/, 'operations/1')) : {});
}

/** The newest version of a secret has this other name. */
function latest({ resources }: World, name: string): string {
  if (!name.endsWith('/versions/latest')) return name;
  const versions = name.replace(/latest$/, '');
  return [...resources.keys()].filter((key) => key.startsWith(versions)).at(-1) ?? name;
}

function grantsIn({ policies }: World): string[] {
  return [...policies].flatMap(([name, policy]) => grantsOn(name, policy)).sort();
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function notFound(name: string): Answer {
  return fault(404, 'NOT_FOUND', `Resource not found (resource=${name}).`);
}

/** Its whole state, for comparison. */
export function contentOf(cloud: GoogleCloud) {
  return { resources: Object.fromEntries(cloud.resources), grants: cloud.grants() };
}
