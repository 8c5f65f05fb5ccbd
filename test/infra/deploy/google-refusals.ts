import * as v from 'valibot';
import { grantsOn } from './google-propagation.ts';
import type { Resource, World } from './google-resources.ts';

/** A request, taken apart: `POST /v1/projects/p/secrets/s:addVersion?alt=json`. */
export interface Call {
  readonly method: string;
  /** `projects/p/secrets/s` */
  readonly name: string;
  /** `addVersion` */
  readonly verb: string;
  readonly query: URLSearchParams;
  readonly body: Resource;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Why Google Cloud refuses a request, in its own words; undefined if it does not. */
export function refusal(world: World, call: Call): Answer | undefined {
  return (
    refusedDashboard(call) ??
    unusedApi(world, call) ??
    unknownMember(world, call) ??
    unknownMetric(world, call)
  );
}

export function fault(code: number, status: string, message: string): Answer {
  return { status: code, body: { error: { code, status, message } } };
}

/** "Color is not allowed in a XyChart", nor is a direction (Monitoring API, `Threshold`). */
function refusedDashboard({ method, name, body }: Call): Answer | undefined {
  if (method === 'GET' || !name.includes('/dashboards')) return undefined;
  const charts = [...JSON.stringify(body).matchAll(/"thresholds":(\[[^\]]*\])/g)];
  const isRefused = charts.some(([, thresholds = '']) => /"(color|direction)"/.test(thresholds));
  return isRefused
    ? fault(
        400,
        'INVALID_ARGUMENT',
        'Field xyChart.thresholds has an invalid value: color or direction is not allowed in a XyChart.',
      )
    : undefined;
}

/** The API to which a resource belongs, by a part of its name. */
const APIS: readonly (readonly [RegExp, string])[] = [
  [/^projects\/[^/]+$/, 'cloudresourcemanager'],
  [/\/(topics|subscriptions)\b/, 'pubsub'],
  [/\/databases\b/, 'firestore'],
  [/\/secrets\b/, 'secretmanager'],
  [/\/functions\b/, 'cloudfunctions'],
  [/\/triggers\b/, 'eventarc'],
  [/\/jobs\b/, 'cloudscheduler'],
  [/\/repositories\b/, 'artifactregistry'],
  [/\/metrics\b|^entries/, 'logging'],
  [/\/(dashboards|alertPolicies|notificationChannels)\b/, 'monitoring'],
  [/\/(serviceAccounts|roles)\b/, 'iam'],
];

function unusedApi({ propagation }: World, { name }: Call): Answer | undefined {
  const [, api] = APIS.find(([pattern]) => pattern.test(name)) ?? [];
  if (!propagation || api === undefined || propagation.isKnown(`${api}.googleapis.com`)) {
    return undefined;
  }
  const url = `https://console.developers.google.com/apis/api/${api}.googleapis.com/overview`;
  return fault(
    403,
    'PERMISSION_DENIED',
    `${api} API has not been used in project 123456 before or it is disabled. Enable it by visiting ${url} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.`,
  );
}

function unknownMember({ propagation }: World, { name, verb, body }: Call): Answer | undefined {
  if (!propagation || verb !== 'setIamPolicy') return undefined;
  const { policy } = v.parse(v.object({ policy: v.unknown() }), body);
  const members = grantsOn(name, policy).map((grant) => grant.split(' ')[0] ?? '');
  const unknown = members
    .map((member) => member.replace('serviceAccount:', ''))
    .find((email) => !propagation.isKnown(email));
  return unknown === undefined
    ? undefined
    : fault(400, 'INVALID_ARGUMENT', `Service account ${unknown} does not exist.`);
}

function unknownMetric(world: World, { method, name, body }: Call): Answer | undefined {
  const { propagation, project } = world;
  if (!propagation || method === 'GET' || !name.includes('/alertPolicies')) return undefined;
  const types = [...JSON.stringify(body).matchAll(/logging\.googleapis\.com\/user\/(\w+)/g)];
  const [, unknown] =
    types.find(([, metric]) => !propagation.isKnown(`projects/${project}/metrics/${metric}`)) ?? [];
  return unknown === undefined
    ? undefined
    : fault(
        404,
        'NOT_FOUND',
        `Cannot find metric that matches type = "logging.googleapis.com/user/${unknown}". If a metric was created recently, it could take up to 10 minutes to become available. Please try again soon.`,
      );
}
