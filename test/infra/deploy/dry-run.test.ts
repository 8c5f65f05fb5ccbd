import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { COLLECTIONS } from '../../../shared/store/firestore-document.ts';
import { deployments, flag } from './commands.ts';
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
