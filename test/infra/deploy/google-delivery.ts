import * as v from 'valibot';
import type { Resource, World } from './google-resources.ts';

/** The operation's reason why a function cannot be deployed; undefined if it can. */
export function faultOfFunction(world: World, body: Resource) {
  const { project } = world;
  const builder = `closte-build@${project}.iam.gserviceaccount.com`;
  const roles = ['storage.objectViewer', 'artifactregistry.writer', 'logging.logWriter'];
  if (!roles.every((role) => has(world, builder, role))) {
    return refused(
      "Build failed with status: FAILURE. Could not build the function due to a missing permission on the build service account. If you didn't revoke that permission explicitly, this could be caused by a change in the organization policies.",
    );
  }
  if (body.eventTrigger !== undefined && !has(world, agent('eventarc'), 'eventarc.serviceAgent')) {
    return refused(
      'Invalid resource state for "": Permission denied while using the Eventarc Service Agent. If you recently started to use Eventarc, it may take a few minutes before all necessary permissions are propagated to the Service Agent. Otherwise, verify that it has Eventarc Service Agent role.',
    );
  }
  return undefined;
}

const publishedSchema = v.object({ messages: v.array(v.object({ data: v.string() })) });

/** The ids of the events in a `publish` that reach domainEvents; none do if a role is missing. */
export function arriving(world: World, body: Resource): string[] {
  const account = `closte-events@${world.project}.iam.gserviceaccount.com`;
  const service = `projects/${world.project}/locations/europe-west1/services/domainevents`;
  const arrives =
    has(world, agent('pubsub'), 'pubsub.serviceAgent') &&
    has(world, account, 'run.invoker', service) &&
    has(world, account, 'datastore.user');
  if (!arrives) return [];
  return v.parse(publishedSchema, body).messages.map(({ data }) => {
    const message: unknown = JSON.parse(Buffer.from(data, 'base64').toString());
    return v.parse(v.object({ id: v.string() }), message).id;
  });
}

/** Whether a role has taken effect. */
function has(
  { propagation, project }: World,
  email: string,
  role: string,
  on = `projects/${project}`,
) {
  return propagation?.isInEffect(`serviceAccount:${email} roles/${role} on ${on}`) ?? true;
}

function agent(service: string): string {
  return `service-123456@gcp-sa-${service}.iam.gserviceaccount.com`;
}

function refused(message: string) {
  return { code: 3, message };
}
