import * as v from 'valibot';
import { type Cloud, deployAgain, findingOf } from './cloud.ts';
import { type PartFinding, well, wrong } from './finding.ts';
import type { Answer } from './google-api.ts';
import { type Grant, type GrantedOn, grantsIn } from './inventory.ts';

export const policySchema = v.object({
  bindings: v.optional(
    v.array(
      v.object({
        role: v.string(),
        members: v.optional(v.array(v.string()), []),
        condition: v.optional(v.unknown()),
      }),
    ),
    [],
  ),
});
type Policy = v.InferOutput<typeof policySchema>;

const projectSchema = v.object({ projectNumber: v.string() });

/** Whether the accounts of the functions, and the agents that Google's services act as, have their roles. */
export async function examineAccess(cloud: Cloud): Promise<PartFinding[]> {
  const part = 'the roles of the accounts';
  const { api, project } = cloud;
  const found = await api.read('cloudresourcemanager', `projects/${project}`, projectSchema);
  if (found.is !== 'there') {
    return [findingOf(part, found, 'Check --project', () => well(part, ''))];
  }
  const grants = grantsIn(project, found.value.projectNumber);
  const places = new Map(grants.map(({ on }) => [placeOf(on), on]));
  return Promise.all(
    [...places].map(async ([place, on]) => {
      const wanted = grants.filter((grant) => placeOf(grant.on) === place);
      const policy = await policyOf(cloud, on);
      const rolesOn = `the roles on ${place}`;
      const [first] = wanted;
      const mend = deployAgain(cloud, first?.phase ?? 'access');
      return findingOf(rolesOn, policy, mend, (known) => compared(rolesOn, wanted, known, cloud));
    }),
  );
}

function compared(part: string, wanted: readonly Grant[], policy: Policy, cloud: Cloud) {
  const lacking = wanted.filter(
    ({ member, role }) =>
      !policy.bindings.some(
        (binding) =>
          binding.role === role &&
          binding.condition === undefined &&
          binding.members.includes(member),
      ),
  );
  const [first] = lacking;
  if (!first)
    return well(part, wanted.length === 1 ? 'is there' : `all ${wanted.length} are there`);
  const names = lacking.map(({ member, role }) => `${shortOf(member)} lacks ${role}`);
  const phases = [...new Set(lacking.map(({ phase }) => phase))];
  const mends = phases.map((phase) => deployAgain(cloud, phase));
  return wrong(part, names.join('; '), mends.join('; '));
}

function policyOf({ api, project, region }: Cloud, on: GrantedOn): Promise<Answer<Policy>> {
  switch (on.kind) {
    case 'project': {
      const body = { options: { requestedPolicyVersion: 3 } };
      const path = `projects/${project}:getIamPolicy`;
      return api.read('cloudresourcemanager', path, policySchema, body);
    }
    case 'topic':
      return api.read('pubsub', `projects/${project}/topics/${on.name}:getIamPolicy`, policySchema);
    case 'secret': {
      const path = `projects/${project}/secrets/${on.name}:getIamPolicy`;
      return api.read('secretmanager', path, policySchema);
    }
    case 'function': {
      const service = `projects/${project}/locations/${region}/services/${on.name.toLowerCase()}`;
      return api.read('run', `${service}:getIamPolicy`, policySchema);
    }
  }
}

const placeOf = (on: GrantedOn) =>
  on.kind === 'project' ? 'the project' : `${on.kind} ${on.name}`;

/** `closte-verify`, and of Google's agents `service-123@gcp-sa-pubsub`. */
function shortOf(member: string): string {
  const [name = '', host = ''] = member.replace(/^serviceAccount:/, '').split('@');
  const [agent = ''] = host.split('.');
  return agent.startsWith('gcp-sa-') ? `${name}@${agent}` : name;
}
