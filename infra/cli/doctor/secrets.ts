import * as v from 'valibot';
import { type Cloud, deployAgain, findingOf } from './cloud.ts';
import { type PartFinding, well, wrong } from './finding.ts';
import { SECRETS } from './inventory.ts';

const versionSchema = v.object({ name: v.string(), state: v.optional(v.string(), 'UNKNOWN') });

/** Whether the secrets in use have a version that can be read. Their contents stay unread here. */
export function examineSecrets(cloud: Cloud): Promise<PartFinding[]> {
  const used = [
    { name: SECRETS.key, option: '--api-key-file=-' },
    ...(cloud.environment.MULTISITE_API_URL
      ? [{ name: SECRETS.multisite, option: '--multisite-api-file=-' }]
      : []),
  ];
  return Promise.all(
    used.map(async ({ name, option }) => {
      const part = `the secret ${name}`;
      const path = `projects/${cloud.project}/secrets/${name}/versions/latest`;
      const mend = `${deployAgain(cloud, 'secret')} ${option}`;
      const answer = await cloud.api.read('secretmanager', path, versionSchema);
      return findingOf(part, answer, mend, ({ name: version, state }) =>
        state === 'ENABLED'
          ? well(part, `version ${version.replace(/^.*\//, '')} is enabled`)
          : wrong(part, `its latest version is ${state}`, mend),
      );
    }),
  );
}
