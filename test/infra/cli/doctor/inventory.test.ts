import assert from 'node:assert/strict';
import {
  accountEmail,
  FUNCTIONS,
  type GrantedOn,
  grantsIn,
  JOBS,
  KEPT_TOPICS,
  TOPICS,
} from '../../../../infra/cli/doctor/inventory.ts';
import { dryRun } from '../../deploy/scripts.ts';

describe('the resources that the doctor expects in a deployment', () => {
  let commands: string[];
  before(async () => {
    commands = await dryRun([]);
  });

  const created = (kind: string) =>
    commands.flatMap(
      (command) => new RegExp(`^gcloud ${kind} ([\\w-]+) `).exec(command)?.[1] ?? [],
    );

  const things: [what: string, kind: string, known: readonly string[]][] = [
    ['functions', 'functions deploy', FUNCTIONS.map(({ target }) => target)],
    ['topics', 'pubsub topics create', TOPICS],
    ['subscriptions', 'pubsub subscriptions create', KEPT_TOPICS],
    ['jobs', 'scheduler jobs create http', JOBS.map(({ name }) => name)],
  ];
  for (const [what, kind, known] of things) {
    it(`are the ${what} that deploy.sh creates`, () => {
      // A function is deployed once more if its settings depend on its address.
      assert.deepEqual([...new Set(created(kind))].sort(), [...known].sort());
    });
  }

  it('are the roles that deploy.sh grants, except those of the build', () => {
    const granted = commands
      .filter((command) => / add-(iam|invoker)-policy-binding /.test(command))
      .map((command) => {
        const [, group = '', which = ''] =
          /^gcloud ([a-z -]+?) add-\w+-policy-binding (\S+)/.exec(command) ?? [];
        const [, member = ''] = / --member=(\S+)/.exec(command) ?? [];
        const [, role = 'roles/run.invoker'] = / --role=(\S+)/.exec(command) ?? [];
        return `${member} ${role} on ${group === 'projects' ? group : `${group} ${which}`}`;
      })
      .filter((grant) => !/closte-build@|on pubsub subscriptions /.test(grant));
    const groups = { topic: 'pubsub topics', secret: 'secrets', function: 'functions' };
    const nameOf = (on: GrantedOn) =>
      on.kind === 'project' ? 'projects' : `${groups[on.kind]} ${on.name}`;
    const wanted = grantsIn('demo-project', 'PROJECT_NUMBER').map(
      ({ member, role, on }) => `${member} ${role} on ${nameOf(on)}`,
    );
    assert.deepEqual(wanted.sort(), [...new Set(granted)].sort());
  });

  it('are accounts of the domain, in a project that belongs to a domain', () => {
    assert.equal(
      accountEmail('verify', 'example.com:shop'),
      'closte-verify@shop.example.com.iam.gserviceaccount.com',
    );
  });
});
