import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { mo } from 'gettext-parser';
import { onPath } from './on-path.ts';
import { databaseIn, startDatabase } from './wordpress-database.ts';

const run = promisify(execFile);

/** Where Debian has it. */
const SOURCE = '/usr/share/wordpress';
const PROGRAMS = ['php', 'mariadbd', 'mariadb-install-db', 'mariadb', 'mariadb-dump'];
/** The PHP of these tests. */
export const HERE = fileURLToPath(new URL('wordpress', import.meta.url));
const PLUGIN = fileURLToPath(new URL('../../infra/multisite', import.meta.url));

/** The domain of every network here. */
export const NETWORK_DOMAIN = 'network.example.com';

/** Constants of wp-config.php. */
export type Constants = Readonly<Record<string, string | number | boolean>>;

/** The variable in which a run of all tests names the folder of the WordPress that they share. */
export const SHARED_WORDPRESS = 'TEST_WORDPRESS';

/** How the sites of a network are addressed. */
export type Sites = 'subdomains' | 'subdirectories';

/** WordPress in a folder, and the database that it is on. */
export interface Installation {
  readonly folder: string;
  close(): Promise<void>;
}

/** Why there can be no WordPress here; undefined if there can. */
export function whatWordPressLacks(): string | undefined {
  const missing = PROGRAMS.find((program) => onPath(program) === undefined);
  if (missing !== undefined) return `there is no ${missing} on the PATH`;
  return existsSync(join(SOURCE, 'wp-load.php')) ? undefined : `there is no WordPress in ${SOURCE}`;
}

/** Installs WordPress, with the plugin, in a folder and on a database of its own. */
export async function installWordPress(): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'closte-wordpress-'));
  await mkdir(opcacheIn(folder));
  const [server] = await Promise.all([startDatabase(folder), layOut(join(folder, 'wordpress'))]);
  await makeTemplate(folder, 'subdomains');
  await makeTemplate(folder, 'subdirectories');
  return {
    folder,
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The file with the SQL of a newly installed network. */
export function templateIn(folder: string, sites: Sites): string {
  return join(folder, `${sites}.sql`);
}

export const installationLogIn = (folder: string) => join(folder, 'installation.log');

async function makeTemplate(folder: string, sites: Sites): Promise<void> {
  const database = databaseIn(folder);
  await database.create(sites);
  const log = installationLogIn(folder);
  const more = { WP_SITEURL: `http://${NETWORK_DOMAIN}`, WP_DEBUG_LOG: log };
  const constants = { ...constantsOf(folder, sites), ...more };
  const { PATH = '' } = process.env;
  const args = [join(HERE, 'install.php'), join(folder, 'wordpress'), sites];
  await run('php', [...phpSettings(folder, log), ...args], {
    env: { PATH, WORDPRESS_CONSTANTS: JSON.stringify(constants) },
  });
  await database.dump(sites, templateIn(folder, sites));
}

/** The constants of wp-config.php for a network on this database. */
export function constantsOf(folder: string, database: string): Constants {
  return {
    DB_NAME: database,
    DB_USER: 'root',
    DB_PASSWORD: '',
    DB_HOST: `localhost:${databaseIn(folder).socket}`,
    DB_CHARSET: 'utf8mb4',
    DB_COLLATE: '',
    DISABLE_WP_CRON: true,
    AUTOMATIC_UPDATER_DISABLED: true,
    // Nothing here may make requests to the outside.
    WP_HTTP_BLOCK_EXTERNAL: true,
    WP_ACCESSIBLE_HOSTS: '127.0.0.1',
    WP_DEFAULT_THEME: 'plain',
    WP_DEBUG: true,
    WP_DEBUG_DISPLAY: false,
    ...saltsOfTheTests(),
  };
}

/** PHP keeps compiled files here, so that processes need not compile WordPress again. */
const opcacheIn = (folder: string) => join(folder, 'opcache');

/** Arguments of PHP. */
export function phpSettings(folder: string, log: string): string[] {
  const settings = {
    log_errors: '1',
    display_errors: '0',
    error_log: log,
    memory_limit: '256M',
    sendmail_path: '/bin/true',
    // Far longer than any test: code that waits for a server has to set its own limit.
    default_socket_timeout: '3600',
    'opcache.enable_cli': '1',
    'opcache.file_cache': opcacheIn(folder),
  };
  return phpArguments(settings);
}

export function phpArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-d', `${name}=${value}`]);
}

/** WordPress derives its root from the real paths of some of its files, so these are copied, not linked. */
async function layOut(root: string): Promise<void> {
  await mkdir(root);
  const inRoot = await readdir(SOURCE);
  const php = inRoot.filter((name) => name.endsWith('.php') && name !== 'wp-config.php');
  const copy = (from: string, to: string) => cp(from, join(root, to), { dereference: true });
  const copyAll = (from: string, to: string) =>
    cp(from, join(root, to), { recursive: true, dereference: true });
  await Promise.all([
    ...php.map((name) => copy(join(SOURCE, name), name)),
    copyAll(join(SOURCE, 'wp-admin'), 'wp-admin'),
    symlink(join(SOURCE, 'wp-includes'), join(root, 'wp-includes')),
    copy(join(HERE, 'wp-config.php'), 'wp-config.php'),
    copy(join(PLUGIN, 'closte-domain-sync.php'), 'wp-content/mu-plugins/closte-domain-sync.php'),
    copyAll(join(PLUGIN, 'closte-domain-sync'), 'wp-content/mu-plugins/closte-domain-sync'),
    copy(join(HERE, 'a-page-that-maps.php'), 'wp-content/mu-plugins/a-page-that-maps.php'),
    copy(join(HERE, 'plugin-queries.php'), 'wp-content/mu-plugins/plugin-queries.php'),
    copyAll(join(HERE, 'ultimate-multisite'), 'wp-content/plugins/ultimate-multisite'),
    copyAll(join(HERE, 'theme'), 'wp-content/themes/plain'),
    offerRomanian(join(root, 'wp-content/languages')),
  ]);
}

/** WordPress offers the languages for which it finds files; its own texts stay English in these tests. */
async function offerRomanian(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const empty = { charset: 'utf-8', headers: { Language: 'ro_RO' }, translations: {} };
  await writeFile(join(folder, 'ro_RO.mo'), mo.compile(empty));
}

/** WordPress warns if it has none. */
function saltsOfTheTests(): Record<string, string> {
  const names = ['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'];
  return Object.fromEntries(
    names.flatMap((name) => [
      [`${name}_KEY`, `key of the tests ${name}`],
      [`${name}_SALT`, `salt of the tests ${name}`],
    ]),
  );
}
