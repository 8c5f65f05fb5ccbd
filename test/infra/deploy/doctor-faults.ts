import assert from 'node:assert/strict';
import * as v from 'valibot';
import type { GoogleCloud } from './google-cloud.ts';

const PROJECT = 'projects/demo-project';
const REGION = `${PROJECT}/locations/europe-west1`;
const FUNCTION = `${REGION}/functions`;
const VERIFY_JOB = `${REGION}/jobs/closte-verify-domains`;
const EVENTARC = `${PROJECT}/subscriptions/eventarc-domainevents-000001-sub-001`;

/** One deviation from the state that `deploy.sh` has left. */
export interface DeploymentFault {
  readonly what: string;
  /** Breaks it. */
  happen(cloud: GoogleCloud): void | Promise<void>;
  /** The part that the doctor finds wrong, or cannot see. */
  readonly part: string;
  readonly mend: RegExp;
}

export const DEPLOYMENT_FAULTS: readonly DeploymentFault[] = [
  {
    what: 'a function that is gone',
    happen: ({ resources }) => void resources.delete(`${FUNCTION}/verifyDomains`),
    part: 'the function verifyDomains',
    mend: /^infra\/deploy\.sh --project=demo-project --region=europe-west1 --only=functions$/,
  },
  {
    what: 'a function that could not be built',
    happen: (cloud) => change(cloud, `${FUNCTION}/reconcileDomains`, { state: 'FAILED' }),
    part: 'the function reconcileDomains',
    mend: /--only=functions$/,
  },
  {
    what: 'a function with a setting of its own',
    happen: (cloud) =>
      change(cloud, `${FUNCTION}/verifyDomains`, {
        serviceConfig: { environmentVariables: { STORE: 'firestore' } },
      }),
    part: 'the settings of the functions',
    mend: /--only=functions$/,
  },
  {
    what: 'a key whose latest version is disabled',
    happen: (cloud) =>
      change(cloud, `${PROJECT}/secrets/closte-api-key/versions/1`, { state: 'DISABLED' }),
    part: 'the secret closte-api-key',
    mend: /--only=secret --api-key-file=-$/,
  },
  {
    what: 'a topic that is gone',
    happen: ({ resources }) => void resources.delete(`${PROJECT}/topics/closte-domain-rejected`),
    part: 'the topic closte-domain-rejected',
    mend: /--only=pubsub$/,
  },
  {
    what: 'a subscription that is gone',
    happen: ({ resources }) =>
      void resources.delete(`${PROJECT}/subscriptions/closte-domain-dead-letter`),
    part: 'the subscription closte-domain-dead-letter',
    mend: /--only=pubsub$/,
  },
  {
    what: 'a subscription of Eventarc that is gone',
    happen: ({ resources }) => void resources.delete(EVENTARC),
    part: "Eventarc's subscription",
    mend: /--only=functions$/,
  },
  {
    what: 'a subscription of Eventarc whose topic was recreated',
    happen: (cloud) => change(cloud, EVENTARC, { topic: '_deleted-topic_' }),
    part: "Eventarc's subscription",
    mend: /--only=functions$/,
  },
  {
    what: 'a subscription of Eventarc that loses what cannot be delivered',
    happen: (cloud) => change(cloud, EVENTARC, { deadLetterPolicy: undefined }),
    part: "Eventarc's subscription",
    mend: /--only=delivery$/,
  },
  {
    what: 'an agent of Pub/Sub that may not acknowledge events',
    happen: (cloud) => revoke(cloud, EVENTARC, 'roles/pubsub.subscriber'),
    part: "Eventarc's subscription",
    mend: /--only=delivery$/,
  },
  {
    what: 'an agent of Google without its role',
    happen: (cloud) => revoke(cloud, PROJECT, 'roles/eventarc.serviceAgent'),
    part: 'the roles on the project',
    mend: /--only=agents$/,
  },
  {
    what: 'an account that may not read the key',
    happen: (cloud) =>
      revoke(cloud, `${PROJECT}/secrets/closte-api-key`, 'roles/secretmanager.secretAccessor'),
    part: 'the roles on secret closte-api-key',
    mend: /--only=access$/,
  },
  {
    what: 'a sweep that Cloud Scheduler may not call',
    happen: (cloud) => revoke(cloud, `${REGION}/services/verifydomains`, 'roles/run.invoker'),
    part: 'the roles on function verifyDomains',
    mend: /--only=functions$/,
  },
  {
    what: 'a job that is paused',
    happen: (cloud) => change(cloud, VERIFY_JOB, { state: 'PAUSED' }),
    part: 'the job closte-verify-domains',
    mend: /^gcloud scheduler jobs resume closte-verify-domains /,
  },
  {
    what: 'a job that has stopped firing',
    happen: (cloud) => change(cloud, VERIFY_JOB, { lastAttemptTime: '2026-01-01T00:00:00Z' }),
    part: 'the job closte-verify-domains',
    mend: /^gcloud scheduler jobs run closte-verify-domains /,
  },
  {
    what: 'a job whose call is refused',
    happen: (cloud) => change(cloud, VERIFY_JOB, { status: { code: 7 } }),
    part: 'the job closte-verify-domains',
    mend: /^gcloud logging read .*verifydomains/,
  },
  {
    what: 'a job that has not fired yet',
    happen: (cloud) => change(cloud, VERIFY_JOB, { lastAttemptTime: undefined }),
    part: 'the job closte-verify-domains',
    mend: /^Wait for it, or fire it: gcloud scheduler jobs run /,
  },
];

/** The notes that Cloud Scheduler keeps on its jobs, some time after a deployment. */
export function firedLately(cloud: GoogleCloud): void {
  for (const [name] of cloud.resources) {
    if (name.includes('/jobs/')) {
      change(cloud, name, { lastAttemptTime: new Date().toISOString(), status: {} });
    }
  }
}

function change({ resources }: GoogleCloud, name: string, changed: object): void {
  const known = resources.get(name);
  assert.ok(known, name);
  resources.set(name, { ...known, ...changed });
}

const policySchema = v.looseObject({
  bindings: v.array(v.looseObject({ role: v.string() })),
});

async function revoke({ endpoints }: GoogleCloud, name: string, role: string): Promise<void> {
  const origin = endpoints.CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB ?? '';
  const call = async (verb: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const sent = { method: 'POST', headers, body: JSON.stringify(body) };
    return v.parse(policySchema, await (await fetch(`${origin}v1/${name}:${verb}`, sent)).json());
  };
  const policy = await call('getIamPolicy', {});
  const left = policy.bindings.filter((binding) => binding.role !== role);
  assert.ok(left.length < policy.bindings.length, `nobody has ${role} on ${name}`);
  await call('setIamPolicy', { policy: { ...policy, bindings: left } });
}
