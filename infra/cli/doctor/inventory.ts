/**
 * The resources that infra/deploy.sh creates and that the arrival of events or the looks at domains depend on. A test
 * compares them with the commands of the script.
 */

/** A phase of the deployment, for `--only`. */
export type Phase =
  | 'agents'
  | 'pubsub'
  | 'secret'
  | 'access'
  | 'functions'
  | 'delivery'
  | 'scheduler';

interface InventoryFunction {
  readonly target: string;
  /** The service account that it runs as. */
  readonly account: string;
  readonly needs: readonly (keyof typeof NEEDS)[];
  /** The service account that calls it; none if people do. */
  readonly caller?: string;
}

export const FUNCTIONS: readonly InventoryFunction[] = [
  {
    target: 'domainEvents',
    account: 'events',
    needs: ['store', 'key', 'multisite', 'status', 'rejected'],
    caller: 'events',
  },
  {
    target: 'verifyDomains',
    account: 'verify',
    needs: ['store', 'key', 'multisite', 'status', 'sweep'],
    caller: 'scheduler-invoker',
  },
  {
    target: 'sweepDomains',
    account: 'sweep',
    needs: ['store', 'multisite', 'status'],
    caller: 'sweep',
  },
  {
    target: 'reconcileDomains',
    account: 'reconcile',
    needs: ['store', 'multisite'],
    caller: 'scheduler-invoker',
  },
  { target: 'domainStatus', account: 'status', needs: ['read-store'] },
];

export const EVENTS_FUNCTION = 'domainEvents';

/** The resource that a grant is on. The project has no name here. */
export type GrantedOn =
  | { readonly kind: 'project' }
  | { readonly kind: 'topic' | 'secret' | 'function'; readonly name: string };

const ON_PROJECT: GrantedOn = { kind: 'project' };

const NEEDS = {
  store: { role: 'roles/datastore.user', on: ON_PROJECT },
  'read-store': { role: 'roles/datastore.viewer', on: ON_PROJECT },
  key: {
    role: 'roles/secretmanager.secretAccessor',
    on: { kind: 'secret', name: 'closte-api-key' },
  },
  multisite: {
    role: 'roles/secretmanager.secretAccessor',
    on: { kind: 'secret', name: 'closte-multisite-api' },
  },
  status: { role: 'roles/pubsub.publisher', on: { kind: 'topic', name: 'closte-domain-status' } },
  rejected: {
    role: 'roles/pubsub.publisher',
    on: { kind: 'topic', name: 'closte-domain-rejected' },
  },
  sweep: { role: 'roles/pubsub.publisher', on: { kind: 'topic', name: 'closte-domain-sweep' } },
} as const satisfies Readonly<Record<string, { role: string; on: GrantedOn }>>;

export const TOPICS = [
  'closte-domain-events',
  'closte-domain-status',
  'closte-domain-rejected',
  'closte-domain-dead-letter',
  'closte-domain-sweep',
] as const;

export const DEAD_LETTER_TOPIC = 'closte-domain-dead-letter';

/** Topics that have a subscription of the same name, which keeps messages for people. */
export const KEPT_TOPICS = ['closte-domain-rejected', DEAD_LETTER_TOPIC] as const;

export const SECRETS = { key: 'closte-api-key', multisite: 'closte-multisite-api' } as const;

/** Cloud Scheduler's jobs, with the service that each calls and the longest time since the last run that is still fine, in milliseconds. */
export const JOBS = [
  { name: 'closte-verify-domains', target: 'verifydomains', silentMs: 5 * 60_000 },
  { name: 'closte-reconcile-domains', target: 'reconciledomains', silentMs: 26 * 3_600_000 },
  { name: 'closte-go-on-reconciling', target: 'reconciledomains', silentMs: 30 * 60_000 },
] as const;

export const AGENTS = ['pubsub', 'eventarc', 'cloudscheduler'] as const;

/** A role that an account must have on a resource. */
export interface Grant {
  /** As policies write it: `serviceAccount:…`. */
  readonly member: string;
  readonly role: string;
  readonly on: GrantedOn;
  /** The phase of the deployment that grants it. */
  readonly phase: Phase;
}

/**
 * All grants that a deployment needs.
 *
 * @param number the project's number, which is part of the names of Google's own agents
 */
export function grantsIn(project: string, number: string): Grant[] {
  const account = (name: string) => `serviceAccount:${accountEmail(name, project)}`;
  const agent = (service: string) =>
    `serviceAccount:service-${number}@gcp-sa-${service}.iam.gserviceaccount.com`;
  return [
    ...FUNCTIONS.flatMap(({ target, account: name, needs, caller }): Grant[] => [
      ...needs.map((need): Grant => ({ member: account(name), ...NEEDS[need], phase: 'access' })),
      ...(caller === undefined
        ? []
        : [
            {
              member: account(caller),
              role: 'roles/run.invoker',
              on: { kind: 'function', name: target },
              phase: 'functions',
            } as const,
          ]),
    ]),
    {
      member: account('multisite-publisher'),
      role: 'roles/pubsub.publisher',
      on: { kind: 'topic', name: 'closte-domain-events' },
      phase: 'access',
    },
    ...AGENTS.map(
      (service): Grant => ({
        member: agent(service),
        role: `roles/${service}.serviceAgent`,
        on: ON_PROJECT,
        phase: 'agents',
      }),
    ),
    {
      member: agent('pubsub'),
      role: 'roles/pubsub.publisher',
      on: { kind: 'topic', name: DEAD_LETTER_TOPIC },
      phase: 'delivery',
    },
  ];
}

/** In the address of a project with a domain, such as example.com:project, the domain follows the project. */
export function accountEmail(account: string, project: string): string {
  const [domain, id] = project.split(':');
  const place = id === undefined ? project : `${id}.${domain}`;
  return `closte-${account}@${place}.iam.gserviceaccount.com`;
}
