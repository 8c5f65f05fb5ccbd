import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dryRun, ROOT } from './scripts.ts';

describe('the roles of the accounts', () => {
  it('are those in the guide, each with the call that needs it', async () => {
    const granted = (await dryRun([])).flatMap(grantIn);
    const told = documented();
    assert.ok(granted.length > 15);
    assert.deepEqual(told.map(({ grant }) => grant).sort(), [...new Set(granted)].sort());
    for (const { grant, call } of told) assert.ok(call !== '', grant);
  });
});

/** The table in the guide, a row as `closte-status roles/datastore.viewer on project`. */
function documented(): { grant: string; call: string | undefined }[] {
  const guide = readFileSync(join(ROOT, 'infra/deploy/README.md'), 'utf8');
  const [, table = ''] = /\| account \| role .*\n\|[-|]+\n((?:\|.*\n)+)/.exec(guide) ?? [];
  return table
    .trimEnd()
    .split('\n')
    .map((row) => {
      const [account, role, on, call] = row.slice(2, -2).replaceAll('`', '').split(' | ');
      return { grant: `${account} ${role} on ${on}`, call };
    });
}

const AGENTS: Readonly<Record<string, string>> = {
  pubsub: "Pub/Sub's agent",
  eventarc: "Eventarc's agent",
  cloudscheduler: "Cloud Scheduler's agent",
};

/** The grant of a command, in the words of the guide. */
function grantIn(command: string): string[] {
  const [, kind = '', which = ''] =
    /^gcloud ([a-z -]+?) add-(?:iam|invoker)-policy-binding (\S+) /.exec(command) ?? [];
  if (kind === '') return [];
  const [, role = 'roles/run.invoker'] = / --role=(\S+)/.exec(command) ?? [];
  const [, account = ''] = / --member=serviceAccount:([^@]+)@/.exec(command) ?? [];
  const on: Record<string, string> = {
    projects: 'project',
    secrets: `secret ${which}`,
    'pubsub topics': `topic ${which}`,
    'pubsub subscriptions': "Eventarc's subscription",
    'iam service-accounts': `account ${which.replace(/@.*/, '')}`,
    functions: `function ${which}`,
  };
  const [, service = ''] =
    / --member=serviceAccount:service-[^@]+@gcp-sa-([a-z]+)/.exec(command) ?? [];
  const member = AGENTS[service] ?? account;
  return [`${member} ${role.replace(/^projects\/.*\//, '')} on ${on[kind] ?? kind}`];
}
