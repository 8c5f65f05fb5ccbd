import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { onPath } from '../../support/on-path.ts';
import { confinedGcloud, dryRun, folder, linesOf, ROOT, teardown, WHERE } from './scripts.ts';
import { describeWith } from './tools.ts';

const verdictsSchema = v.array(
  v.object({
    command_string: v.string(),
    success: v.boolean(),
    error_message: v.nullable(v.string()),
  }),
);

const HAS_POLICIES =
  onPath('gcloud') !== undefined &&
  spawnSync('gcloud', ['monitoring', 'policies', '--help']).status === 0;

describeWith(['gcloud'], "gcloud's own judgement of the commands", () => {
  it('finds nothing wrong with those of a first run, a second run or a removal', async () => {
    await using keys = folder();
    const flags = ['--network-addresses=203.0.113.7,203.0.113.8', '--env=DNS_MAX_TRIES=8'];
    flags.push('--alert-email=ops@example.com');
    flags.push(`--publisher-key-file=${join(keys.path, 'key.json')}`);
    flags.push('--multisite-api-url=https://network.example.com/wp-json');
    const runs = await Promise.all([
      ...['nothing', 'deployed', 'outdated'].map((state) =>
        dryRun([...flags, `--assume=${state}`]),
      ),
      teardown([...WHERE, '--dry-run', '--delete-data']).then(linesOf),
    ]);
    const commands = [...new Set(runs.flat())].map(asHere);
    assert.deepEqual(await faultsIn(commands), []);
  });

  it('finds nothing wrong with those of the guides', async () => {
    const pages = ['docs/operations.md', 'infra/deploy/README.md'];
    const commands = [...new Set(pages.flatMap(commandsIn))];
    assert.ok(commands.length > 40);
    // One of them names a file to write, which the judgement itself makes.
    await using elsewhere = folder();
    assert.deepEqual(await faultsIn(commands, elsewhere.path), []);
  });

  it('notices faults', async () => {
    const [fault = ''] = await faultsIn(['gcloud pubsub topics create closte --colour=red']);
    assert.match(fault, /unrecognized arguments/);
  });
});

/** The commands in a page's code blocks. */
function commandsIn(page: string): string[] {
  const blocks = readFileSync(join(ROOT, page), 'utf8').matchAll(/^```\n(.*?)^```/gms);
  const lines = [...blocks].flatMap(([, block = '']) => block.replaceAll('\\\n', ' ').split('\n'));
  return lines.filter((line) => line.startsWith('gcloud '));
}

/** A gcloud from before 2025-12 has the commands about alerts only as alpha commands, with the same flags. */
function asHere(command: string): string {
  return command.replace(/^gcloud (?=monitoring policies )/, HAS_POLICIES ? '$&' : '$&alpha ');
}

/** The faults that one call of `gcloud meta lint-gcloud-commands` finds in them. */
async function faultsIn(commands: readonly string[], cwd = ROOT): Promise<string[]> {
  await using here = folder();
  const file = join(here.path, 'commands.json');
  writeFileSync(file, JSON.stringify(commands.map((command) => ({ command_string: command }))));
  const answer = execFileSync(
    'gcloud',
    ['meta', 'lint-gcloud-commands', `--commands-file=${file}`],
    {
      cwd,
      env: await confinedGcloud(here.path, {}),
      maxBuffer: 256 * 1024 * 1024,
    },
  );
  const verdicts = v.parse(verdictsSchema, JSON.parse(answer.toString()));
  assert.equal(verdicts.length, commands.length);
  return verdicts
    .filter(({ success }) => !success)
    .map(({ command_string, error_message }) => `${command_string}: ${error_message}`);
}
