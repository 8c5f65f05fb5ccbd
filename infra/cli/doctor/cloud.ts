import * as v from 'valibot';
import type { Environment } from '../../../shared/settings/variable.ts';
import { adviceOnProject } from '../google-credentials.ts';
import { type PartFinding, unseen, wrong } from './finding.ts';
import type { Answer, GoogleApi } from './google-api.ts';
import { EVENTS_FUNCTION, type Phase } from './inventory.ts';

const functionSchema = v.object({
  /** `projects/P/locations/R/functions/F` */
  name: v.string(),
  state: v.optional(v.string(), 'UNKNOWN'),
  serviceConfig: v.optional(
    v.object({ environmentVariables: v.optional(v.record(v.string(), v.string()), {}) }),
    {},
  ),
  eventTrigger: v.optional(v.object({ trigger: v.optional(v.string()) })),
});

export type DeployedFunction = Readonly<v.InferOutput<typeof functionSchema>>;

/** A deployment that was found in a project of Google Cloud. */
export interface Cloud {
  readonly api: GoogleApi;
  readonly project: string;
  /** Where its functions are. */
  readonly region: string;
  readonly functions: readonly DeployedFunction[];
  /** The settings of the functions. */
  readonly environment: Environment;
}

/** The command that repeats a phase of the deployment. */
export function deployAgain({ project, region }: Pick<Cloud, 'project' | 'region'>, phase: Phase) {
  return `infra/deploy.sh --project=${project} --region=${region} --only=${phase}`;
}

/** The remedy if the account lacks the roles that it needs to look at a deployment as a whole. */
const TO_LOOK =
  'Have your account granted roles/viewer and roles/iam.securityReviewer on the project, and look again';

/** The finding about a part: by `there` if it exists; otherwise that it is missing, or cannot be seen from here. */
export function findingOf<Value>(
  part: string,
  answer: Answer<Value>,
  mend: string,
  there: (value: Value) => PartFinding,
): PartFinding {
  switch (answer.is) {
    case 'there':
      return there(answer.value);
    case 'missing':
      return wrong(part, 'is missing', mend);
    case 'unseen':
      return unseen(part, answer.reason, adviceOnProject(answer.reason) ?? TO_LOOK);
  }
}

const listSchema = v.object({ functions: v.optional(v.array(functionSchema), []) });

/** Looks for the deployment in every region; its functions are all in one. */
export async function findCloud(
  api: GoogleApi,
  project: string,
): Promise<Cloud | { readonly finding: PartFinding }> {
  const part = 'the functions';
  const answer = await api.read(
    'cloudfunctions',
    `projects/${project}/locations/-/functions`,
    listSchema,
  );
  const found = answer.is === 'there' ? answer.value.functions : [];
  const events = found.find(({ name }) => name.endsWith(`/${EVENTS_FUNCTION}`));
  if (!events) {
    const mend = `Deploy: infra/deploy.sh --project=${project} --help`;
    const missing = wrong(part, `there is no ${EVENTS_FUNCTION} in any region`, mend);
    return { finding: findingOf(part, answer, mend, () => missing) };
  }
  const [, region = ''] = /\/locations\/([^/]+)\//.exec(events.name) ?? [];
  const functions = found.filter(({ name }) => name.includes(`/locations/${region}/`));
  const { environmentVariables: environment } = events.serviceConfig;
  return { api, project, region, functions, environment };
}
