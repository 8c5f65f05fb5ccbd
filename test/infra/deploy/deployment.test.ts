import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENTS_TOPIC } from '../../../shared/events/message-schema.ts';
import { SETTINGS } from '../../../shared/settings/environment-schema.ts';
import { usualOf } from '../../../shared/settings/variable.ts';
import { COLLECTIONS } from '../../../shared/store/firestore-document.ts';
import { deployments, flag } from './commands.ts';
import { dryRun, folder, ROOT } from './scripts.ts';

const seconds = (duration: string | undefined) => Number(/^(\d+)s$/.exec(duration ?? '')?.[1]);

describe('the deployment', () => {
  let commands: string[];
  before(async () => {
    commands = await dryRun([]);
  });

  it('serves at once, even after somebody has rolled a function back to a revision', () => {
    for (const command of deployments(commands)) {
      assert.ok(command.includes(' --serve-all-traffic-latest-revision'), command);
    }
  });

  it('has every function that functions/index.ts registers', () => {
    const source = readFileSync(join(ROOT, 'functions/index.ts'), 'utf8');
    const registered = [...source.matchAll(/^(?:http|cloudEvent)\(\s*'(\w+)'/gm)].map(
      ([, name]) => name,
    );
    const deployed = new Set(deployments(commands).map((command) => command.split(' ')[3]));
    assert.deepEqual([...deployed].sort(), registered.sort());
    for (const command of deployments(commands)) {
      assert.equal(flag(command, 'entry-point'), command.split(' ')[3]);
      assert.equal(flag(command, 'runtime'), 'nodejs24');
      assert.equal(flag(command, 'source'), 'dist');
    }
  });

  it('makes nothing public', () => {
    assert.ok(commands.every((command) => !/allUsers|allAuthenticatedUsers/.test(command)));
    for (const command of deployments(commands)) {
      assert.match(command, / --no-allow-unauthenticated /);
      const forPeople = command.includes(' domainStatus ');
      assert.equal(flag(command, 'ingress-settings'), forPeople ? 'all' : 'internal-only');
    }
  });

  it('runs each function as an account of its own', () => {
    const runs = deployments(commands).map((one) => [
      one.split(' ')[3],
      flag(one, 'service-account'),
    ]);
    const accounts = new Map(runs.map(([target, account]) => [account, target]));
    assert.equal(accounts.size, new Set(runs.map(([target]) => target)).size);
    for (const [target, account] of runs) assert.equal(accounts.get(account), target);
  });

  it('has the topics that the code names by default', () => {
    const { statusTopic, rejectedTopic, sweepTopic } = SETTINGS.entries;
    const created = commands.flatMap(
      (command) => /^gcloud pubsub topics create (\S+)/.exec(command)?.[1] ?? [],
    );
    const usual = [statusTopic, rejectedTopic, sweepTopic].map(usualOf);
    for (const topic of [EVENTS_TOPIC, ...usual]) {
      assert.ok(topic !== undefined && created.includes(topic), topic);
    }
    const triggers = deployments(commands).flatMap(
      (command) => flag(command, 'trigger-topic') ?? [],
    );
    assert.deepEqual([...new Set(triggers)], [EVENTS_TOPIC, usualOf(sweepTopic)]);
  });

  it("makes the documents of the store's collections expire", () => {
    const expiring = commands.flatMap(
      (command) => / ttls update expireAt .*--collection-group=(\S+)/.exec(command)?.[1] ?? [],
    );
    assert.deepEqual(expiring.sort(), [COLLECTIONS.domains, COLLECTIONS.siteDeletions]);
  });

  it('indexes the shard together with each time by which due domains are queried', () => {
    const indexed = commands.flatMap((command) => {
      const fields = [...command.matchAll(/ --field-config=field-path=(\w+),order=ascending/g)];
      return / indexes composite create .*--collection-group=domains /.test(command)
        ? [fields.map(([, field]) => field)]
        : [];
    });
    assert.deepEqual(indexed, [
      ['shard', 'dueAt'],
      ['shard', 'firstDueAt'],
    ]);
  });

  for (const [setting, instances] of [
    [undefined, usualOf(SETTINGS.entries.sweepInstances)],
    ['12', '12'],
    // A function cannot have fewer.
    ['0', '1'],
  ] as const) {
    it(`lets ${instances} instances take parts of a sweep if ${setting ?? 'no other number'} is set`, async () => {
      const flags = setting === undefined ? [] : [`--env=SWEEP_INSTANCES=${setting}`];
      const deployed = deployments(await dryRun([...flags, '--only=functions']));
      const command = deployed.find((one) => one.includes(' sweepDomains ')) ?? '';
      assert.equal(flag(command, 'max-instances'), instances);
      assert.equal(flag(command, 'concurrency'), '1');
    });
  }

  it('gives a part of a sweep longer than it takes', () => {
    const source = readFileSync(join(ROOT, 'functions/sweep-domains.ts'), 'utf8');
    const ends = Number(/END_AFTER_MS = ([\d_]+)/.exec(source)?.[1]?.replaceAll('_', '')) / 1000;
    const deployed = deployments(commands).find((one) => one.includes(' sweepDomains ')) ?? '';
    assert.ok(ends > 0 && seconds(flag(deployed, 'timeout')) > ends);
  });

  const scheduled: [what: string, target: string, source: string, job: RegExp][] = [
    [
      'a sweep',
      'verifyDomains',
      'verify-domains',
      / http closte-verify-domains --schedule='\* \* \* \* \*' /,
    ],
    [
      'a reconciliation',
      'reconcileDomains',
      'reconcile-domains',
      / http closte-reconcile-domains --schedule='17 3 \* \* \*' /,
    ],
    [
      'a call that goes on with a reconciliation',
      'reconcileDomains',
      'reconcile-domains',
      / http closte-go-on-reconciling --schedule='8-59\/10 \* \* \* \*' /,
    ],
  ];
  for (const [what, target, file, pattern] of scheduled) {
    it(`gives ${what} longer than it takes, and the function longer still`, () => {
      const source = readFileSync(join(ROOT, `functions/${file}.ts`), 'utf8');
      const ends = Number(/END_AFTER_MS = ([\d_]+)/.exec(source)?.[1]?.replaceAll('_', '')) / 1000;
      const job = commands.find((command) => pattern.test(command)) ?? '';
      const deployed =
        deployments(commands).find((command) => command.includes(` ${target} `)) ?? '';
      assert.ok(seconds(flag(job, 'attempt-deadline')) > ends);
      assert.ok(seconds(flag(deployed, 'timeout')) > seconds(flag(job, 'attempt-deadline')));
    });
  }

  it('indexes every field that is queried', () => {
    const source = ['firestore', 'firestore-list']
      .map((file) => readFileSync(join(ROOT, `shared/store/${file}.ts`), 'utf8'))
      .join('');
    const looked = [...source.matchAll(/\b(?:where|orderBy)\('(\w+)'/g)].map(([, field]) => field);
    const exempt = commands.flatMap(
      (command) => / indexes fields update (\w+) .*--disable-indexes/.exec(command)?.[1] ?? [],
    );
    assert.ok(looked.length > 3 && exempt.length > 1);
    assert.deepEqual(
      exempt.filter((field) => looked.includes(field)),
      [],
    );
  });

  it('deploys another function after one more line in the inventory', async () => {
    await using here = folder();
    mkdirSync(join(here.path, 'infra'));
    for (const part of ['deploy', 'deploy.sh', 'monitoring']) {
      cpSync(join(ROOT, 'infra', part), join(here.path, 'infra', part), { recursive: true });
    }
    const inventory = join(here.path, 'infra/deploy/inventory.sh');
    const line =
      'countDomains | count | store | 256Mi | 1 | 1 | 540s | internal-only | schedule closte-count-domains 530s 17 4 * * *';
    writeFileSync(
      inventory,
      readFileSync(inventory, 'utf8').replace(/(\n *domainStatus .*\n)/, `$1${line}\n`),
    );
    const more = (await dryRun([], here.path)).filter((command) =>
      /count-?domains|closte-count/i.test(command),
    );
    const expected = [
      / iam service-accounts create closte-count /,
      / projects add-iam-policy-binding .*closte-count@.* --role=roles\/datastore\.user /,
      / functions deploy countDomains .*--timeout=540s /,
      / functions add-invoker-policy-binding countDomains .*closte-scheduler-invoker@/,
      / scheduler jobs create http closte-count-domains --schedule='17 4 \* \* \*' /,
    ];
    for (const pattern of expected) {
      assert.ok(
        more.some((command) => pattern.test(command)),
        `${pattern} in\n${more.join('\n')}`,
      );
    }
  });
});
