import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENTS_TOPIC } from '../../../shared/events/message-schema.ts';
import { SETTINGS } from '../../../shared/settings/environment-schema.ts';
import { GOOGLE_VARIABLES } from '../../../shared/settings/google-environment.ts';
import { readSettings } from '../../../shared/settings/settings.ts';
import { describedVariables, usualOf } from '../../../shared/settings/variable.ts';
import { COLLECTIONS } from '../../../shared/store/firestore-document.ts';
import {
  deploy,
  dryRun,
  folder,
  linesOf,
  NEEDED,
  ROOT,
  scriptedGcloud,
  teardown,
  WHERE,
} from './scripts.ts';

/** The commands that deploy a function. */
const deployments = (commands: readonly string[]) =>
  commands.filter((command) => command.startsWith('gcloud functions deploy '));

/** The value of a flag, still quoted. */
const flag = (command: string, name: string) =>
  new RegExp(` --${name}=('[^']*'|\\S*)`).exec(command)?.[1];

const seconds = (duration: string | undefined) => Number(/^(\d+)s$/.exec(duration ?? '')?.[1]);

describe('deploy.sh --dry-run', () => {
  const runs = {
    'a first run': ['--assume=nothing'],
    'a second run': ['--assume=deployed'],
    'a run after something was changed': ['--assume=outdated'],
    'a run with every flag': [
      ...[
        '--network-addresses=203.0.113.7,2001:db8::7',
        '--api-key-file=-',
        '--env=DNS_MAX_TRIES=8',
      ],
      ...['--alert-email=ops@example.com', '--publisher-key-file=nowhere.json'],
      ...[
        '--multisite-api-url=https://network.example.com/wp-json',
        `--multisite-api-file=${join(ROOT, 'package.json')}`,
      ],
    ],
  };
  for (const [what, flags] of Object.entries(runs)) {
    it(`prints gcloud commands and nothing else, for ${what}`, async () => {
      const commands = await dryRun(flags);
      assert.ok(commands.length > 50);
      assert.deepEqual(
        commands.filter((command) => !command.startsWith('gcloud ')),
        [],
      );
    });
  }

  it('calls nothing', async () => {
    await using here = folder();
    const environment = scriptedGcloud(here.path, 'echo "$@" >>"$CALLS"');
    const { code } = await deploy([...NEEDED, '--dry-run'], { environment });
    assert.equal(code, 0);
    assert.ok(!existsSync(environment.CALLS ?? ''));
  });

  it('prints commands that a shell parses as intended', async () => {
    const value = `it's "$HOME" \\ and, \`more\``;
    const [command = ''] = deployments(await dryRun([`--env=NODE_OPTIONS=${value}`]));
    const print = `gcloud() { printf '%s\\0' "$@"; }; ${command}`;
    const words = execFileSync('bash', ['-c', print]).toString().split('\0');
    const environment = words.find((word) => word.startsWith('--set-env-vars='));
    assert.equal(environment?.split(';').at(-1), `NODE_OPTIONS=${value}`);
  });

  it('creates nothing that already exists', async () => {
    const idempotent =
      /^gcloud (beta services identity create|(logging metrics|monitoring dashboards) update) /;
    const commands = await dryRun(['--assume=deployed']);
    assert.deepEqual(
      commands.filter((one) => / (create|update|add) /.test(one) && !idempotent.test(one)),
      [],
    );
  });

  it('names the project in each command', async () => {
    for (const command of await dryRun([])) {
      assert.equal(flag(command, 'project'), 'demo-project', command);
    }
  });

  it('writes the accounts of a project in a domain as Google Cloud does', async () => {
    const commands = await dryRun(['--project=example.com:demo-project', '--only=accounts']);
    assert.ok(
      commands[0]?.includes(' closte-events@demo-project.example.com.iam.gserviceaccount.com '),
      commands[0],
    );
  });

  it('has a heading for each phase, as a comment', async () => {
    const { stdout } = await deploy([...NEEDED, '--dry-run', '--only=pubsub,secret']);
    assert.deepEqual(
      stdout.split('\n').filter((line) => line.startsWith('#')),
      [
        '# pubsub: The topics, and the subscriptions for people',
        "# secret: The API key of Closte, and the multisite's",
      ],
    );
  });

  it('leaves a person ten minutes to acknowledge a pulled message, also in an earlier deployment', async () => {
    for (const [state, verb] of [
      ['nothing', 'create'],
      ['outdated', 'update'],
    ] as const) {
      const commands = await dryRun([`--assume=${state}`, '--only=pubsub']);
      const set = commands.filter((one) => one.startsWith(`gcloud pubsub subscriptions ${verb} `));
      assert.deepEqual(
        set.map((one) => flag(one, 'ack-deadline')),
        ['600', '600'],
      );
    }
  });

  it('prints the lines for wp-config.php, as comments', async () => {
    const { stdout } = await deploy([...NEEDED, '--dry-run']);
    assert.match(stdout, /^# {3}define\( 'CLOSTE_SYNC_PROJECT', 'demo-project' \);$/m);
  });

  it('warns if nobody would receive the alerts', async () => {
    const warning = /WARNING: alerts fire, but reach nobody; give --alert-email/;
    const dry = (...flags: string[]) => deploy([...NEEDED, '--dry-run', ...flags]);
    assert.match((await dry()).stderr, warning);
    assert.doesNotMatch((await dry('--alert-email=ops@example.com')).stderr, warning);
  });

  it('leaves the database without protection and backups on request', async () => {
    const commands = (await dryRun(['--no-backups', '--only=firestore'])).join('\n');
    assert.doesNotMatch(commands, /backups|pitr|protection/);
  });

  it('deploys the functions together with their triggers', async () => {
    const { stdout } = await deploy([...NEEDED, '--dry-run', '--only=functions']);
    assert.deepEqual(
      [...stdout.matchAll(/^# (\w+): /gm)].map(([, phase]) => phase),
      ['functions', 'delivery', 'arrival'],
    );
  });

  it('runs the requested phases, in their own order', async () => {
    const commands = await dryRun(['--only=secret,pubsub']);
    assert.ok(commands[0]?.startsWith('gcloud pubsub topics describe '));
    assert.ok(commands.at(-1)?.startsWith('gcloud secrets '));
    assert.ok(commands.every((command) => /^gcloud (pubsub|secrets) /.test(command)));
  });
});

describe('the deployment', () => {
  let commands: string[];
  before(async () => {
    commands = await dryRun(['--network-addresses=203.0.113.7,203.0.113.8']);
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

  it('passes the functions their settings, with commas unchanged', () => {
    for (const command of deployments(commands)) {
      const told = flag(command, 'set-env-vars')?.replaceAll("'", '').split(';');
      assert.deepEqual(
        told?.filter((one) => !one.startsWith('EXPECTED_')),
        [
          '^',
          '^GOOGLE_CLOUD_PROJECT=demo-project',
          'STORE=firestore',
          'CLOSTE_API_KEY_SECRET=projects/demo-project/secrets/closte-api-key/versions/latest',
          'NETWORK_DOMAIN=network.example.com',
          'NETWORK_ADDRESSES=203.0.113.7,203.0.113.8',
          'STATUS_TOPIC=closte-domain-status',
          'REJECTED_TOPIC=closte-domain-rejected',
          'SWEEP_TOPIC=closte-domain-sweep',
        ],
      );
    }
  });

  /** The expected callers in each deployment of a function, by the name of the function. */
  const expectations = async (flags: readonly string[]) => {
    const told: Record<string, string[][]> = {};
    for (const command of deployments(await dryRun(flags))) {
      const [, , , target = ''] = command.split(' ');
      const settings = flag(command, 'set-env-vars')?.replaceAll("'", '').split(';') ?? [];
      told[target] ??= [];
      told[target].push(settings.filter((one) => one.startsWith('EXPECTED_')));
    }
    return told;
  };
  const expected = (target: string, ...callers: string[]) => [
    `EXPECTED_AUDIENCE=https://${target}-HASH.a.run.app`,
    `EXPECTED_CALLERS=${callers.join()}`,
  ];
  const EVENTS = 'closte-events@demo-project.iam.gserviceaccount.com';
  const SWEEP = 'closte-sweep@demo-project.iam.gserviceaccount.com';
  const SCHEDULER = 'closte-scheduler-invoker@demo-project.iam.gserviceaccount.com';

  it('sets the expected account and audience of each function with a schedule or a topic, on request', async () => {
    const told = await expectations(['--verify-callers', '--assume=deployed']);
    const { domainEvents, sweepDomains, verifyDomains, reconcileDomains, domainStatus } = told;
    assert.deepEqual(domainEvents, [expected('domainEvents', EVENTS)]);
    assert.deepEqual(sweepDomains, [expected('sweepDomains', SWEEP)]);
    assert.deepEqual(verifyDomains, [expected('verifyDomains', SCHEDULER)]);
    assert.deepEqual(reconcileDomains, [expected('reconcileDomains', SCHEDULER)]);
    assert.deepEqual(domainStatus, [[]]);
  });

  it('sets the expected account of a new function as soon as it has an address', async () => {
    const { domainEvents, domainStatus } = await expectations(['--verify-callers']);
    assert.deepEqual(domainEvents, [[], expected('domainEvents', EVENTS)]);
    assert.deepEqual(domainStatus, [[]]);
  });

  it('sets the programs that may call the status page, if given', async () => {
    const callers = ['a@p.iam.gserviceaccount.com', 'b@p.iam.gserviceaccount.com'];
    const flags = ['--assume=deployed', `--status-callers=${callers.join()}`];
    const { domainStatus } = await expectations(flags);
    assert.deepEqual(domainStatus, [expected('domainStatus', ...callers)]);
  });

  it('sets no expected caller by default: Cloud Run may remove the signature', async () => {
    for (const flags of [[], ['--assume=deployed']]) {
      assert.deepEqual(Object.values(await expectations(flags)).flat(2), []);
    }
  });

  it('sets the multisite and its credentials, if given', async () => {
    const flags = ['--multisite-api-url=https://network.example.com/wp-json'];
    for (const command of deployments(await dryRun(flags))) {
      const told = flag(command, 'set-env-vars')?.replaceAll("'", '').split(';') ?? [];
      assert.deepEqual(
        told.filter((one) => one.startsWith('MULTISITE_')),
        [
          'MULTISITE_API_URL=https://network.example.com/wp-json',
          'MULTISITE_API_SECRET=projects/demo-project/secrets/closte-multisite-api/versions/latest',
        ],
      );
    }
  });

  it('passes the functions only settings, and only those that are allowed on Cloud Run', async () => {
    const flags = ['--multisite-api-url=https://network.example.com/wp-json'];
    const declared = [SETTINGS, GOOGLE_VARIABLES].flatMap(describedVariables);
    const names = new Set(declared.map(({ name }) => name));
    for (const command of deployments(await dryRun(flags))) {
      const told =
        flag(command, 'set-env-vars')
          ?.replaceAll(/'|\^;\^/g, '')
          .split(';') ?? [];
      const environment = Object.fromEntries(told.map((one) => one.split(/=(.*)/s)));
      assert.deepEqual(
        Object.keys(environment).filter((name) => !names.has(name)),
        [],
      );
      const settings = readSettings({ ...environment, K_SERVICE: 'a-function' });
      assert.deepEqual(settings.store, { kind: 'firestore' });
    }
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

describe('the flags of deploy.sh', () => {
  const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no project', NEEDED.slice(1), /--project is missing/],
    ['no region', NEEDED.filter((one) => !one.startsWith('--region')), /--region is missing/],
    ['no network domain', WHERE, /--network-domain is missing/],
    ['a region that does not exist', [...NEEDED, '--region=here'], /--region cannot be here/],
    [
      'a phase that does not exist',
      [...NEEDED, '--only=pubsub,pubsup'],
      /there is no phase pubsup/,
    ],
    ['a flag that does not exist', [...NEEDED, '--colour=red'], /there is no flag --colour/],
    ['a flag without its value', [...NEEDED, '--alert-email'], /--alert-email needs a value/],
    [
      'an API that anybody could listen to',
      [...NEEDED, '--multisite-api-url=http://network.example.com/wp-json'],
      /--multisite-api-url cannot be http:/,
    ],
    [
      "the multisite's secret",
      [...NEEDED, '--env=MULTISITE_API_SECRET=key:secret'],
      /use --multisite-api-url and --multisite-api-file/,
    ],
    [
      'one standard input for two secrets',
      [...NEEDED, '--api-key-file=-', '--multisite-api-file=-'],
      /standard input can stand for one file, not two/,
    ],
    [
      'callers of all functions at once',
      [...NEEDED, '--env=EXPECTED_CALLERS=a@example.com'],
      /use --verify-callers or --status-callers/,
    ],
    [
      'a caller that is no account',
      [...NEEDED, '--status-callers=a@example.com,everyone'],
      /--status-callers cannot be a@example.com,everyone/,
    ],
    ['the API key', [...NEEDED, '--env=CLOSTE_CLIENT_API_KEY=x'], /use --api-key-file/],
    [
      'a setting that does not exist',
      [...NEEDED, '--env=DNS_MAX_TRYS=8'],
      /there is no setting DNS_MAX_TRYS/,
    ],
    [
      'a setting that cannot be',
      [...NEEDED, '--env=DNS_MAX_TRIES=many'],
      /DNS_MAX_TRIES must be a whole number/,
    ],
    [
      'a key file that is not there',
      [...NEEDED, '--api-key-file=nowhere'],
      /--api-key-file: there is no file .*nowhere that can be read/,
    ],
    [
      'a file of credentials that is not there',
      [...NEEDED, '--multisite-api-file=nowhere'],
      /--multisite-api-file: there is no file .*nowhere that can be read/,
    ],
    [
      'a key file in a folder that is not there',
      [...NEEDED, '--publisher-key-file=nowhere/key.json'],
      /--publisher-key-file: no file can be created in .*nowhere/,
    ],
    ['a setting that would be two', [...NEEDED, '--env=A=b;C=d'], /--env cannot be A=b;C=d/],
  ];
  for (const [what, flags, reason] of refused) {
    it(`refuse ${what}`, async () => {
      const { code, stdout, stderr } = await deploy([...flags, '--dry-run']);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, reason);
    });
  }

  it('call nothing unless all of them are right', async () => {
    await using here = folder();
    const environment = scriptedGcloud(here.path, 'echo "$@" >>"$CALLS"');
    for (const [what, flags] of refused) {
      assert.equal((await deploy(flags, { environment })).code, 2, what);
    }
    assert.ok(!existsSync(environment.CALLS ?? ''));
  });

  it('also accept their value after a space', async () => {
    const separated = NEEDED.flatMap((one) => one.split('='));
    const { stdout } = await deploy([...separated, '--dry-run']);
    assert.equal(stdout, (await deploy([...NEEDED, '--dry-run'])).stdout);
  });
});

describe('teardown.sh --dry-run', () => {
  it('prints gcloud commands and nothing else, without asking', async () => {
    const commands = linesOf(await teardown([...WHERE, '--dry-run', '--delete-data']));
    assert.ok(commands.every((command) => command.startsWith('gcloud ')));
    assert.ok(commands.some((command) => command.includes(' functions delete domainEvents ')));
  });

  it('deletes all collections of the store on request', async () => {
    const commands = linesOf(await teardown([...WHERE, '--dry-run', '--delete-data']));
    const deleted = commands.flatMap(
      (command) => / bulk-delete .*--collection-ids=(\S+)/.exec(command)?.[1]?.split(',') ?? [],
    );
    assert.deepEqual(deleted.sort(), Object.values(COLLECTIONS).sort());
  });

  it('keeps the data by default', async () => {
    const commands = linesOf(await teardown([...WHERE, '--dry-run']));
    assert.deepEqual(
      commands.filter((command) => /firestore|secrets delete/.test(command)),
      [],
    );
  });
});
