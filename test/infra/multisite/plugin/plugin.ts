import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));

const MULTISITE = fileURLToPath(new URL('../../../../infra/multisite/', import.meta.url));

export const PLUGIN = join(MULTISITE, 'closte-domain-sync.php');

/** All PHP files of the plugin: its loader, and those in the folder beside it. */
export const FILES = [
  PLUGIN,
  ...globSync(['uninstall.php', 'closte-domain-sync/**/*.php'], { cwd: MULTISITE }).map((file) =>
    join(MULTISITE, file),
  ),
];

/** The constants of the plugin in wp-config.php, in most tests. */
export const CONFIGURED = {
  CLOSTE_SYNC_PROJECT: 'my-project',
  CLOSTE_SYNC_TOPIC: 'closte-domain-events',
  PUBSUB_EMULATOR_HOST: '127.0.0.1:8085',
} as const;

/** The plugin's surroundings besides WordPress. */
type Beside = 'ultimate-multisite' | 'integration-registry';

/** Tests call what WordPress calls only where it is shown. */
const READ_ALL = 'Closte_Domain_Sync\\read_files( Closte_Domain_Sync\\FOR_PEOPLE );';

interface World {
  readonly constants?: Readonly<Record<string, string | boolean>>;
  readonly beside?: readonly Beside[];
}

interface Ran {
  /** The value that the script returned, parsed. */
  readonly told: unknown;
  /** The log of PHP. */
  readonly log: string;
}

/**
 * Runs PHP in a separate process, with the plugin and a WordPress in memory (`world.php`). The script ends
 * with `World::tell( … )`.
 */
export function run(script: string, { constants = CONFIGURED, beside = [] }: World = {}): Ran {
  const source = [
    '<?php',
    `foreach ( json_decode( ${phpString(JSON.stringify(constants))} ) as $name => $value ) { define( $name, $value ); }`,
    ...['world', ...beside].map((name) => `require ${phpString(join(HERE, `${name}.php`))};`),
    `require ${phpString(PLUGIN)};`,
    READ_ALL,
    script,
  ].join('\n');
  const { stdout, stderr, status } = php(source);
  assert.equal(status, 0, `${stdout}${stderr}`);
  assert.match(stdout, /^[[{"\dntf]/, `${stdout}${stderr}`);
  return { told: JSON.parse(stdout), log: stderr };
}

/** {@link run}, when the log has to stay empty. */
export function tell(script: string, world?: World): unknown {
  const { told, log } = run(script, world);
  assert.equal(log, '');
  return told;
}

/** Runs a script unchanged. */
export function php(source: string) {
  const { PUBSUB_EMULATOR_HOST: _, ...env } = process.env;
  return spawnSync('php', FLAGS, { input: source, encoding: 'utf8', env });
}

/** Errors and the log go to standard error, whatever this machine's settings are. */
const FLAGS = [
  'display_errors=stderr',
  'log_errors=1',
  'error_log=',
  'html_errors=0',
  'error_reporting=-1',
].flatMap((setting) => ['-d', setting]);

function phpString(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
