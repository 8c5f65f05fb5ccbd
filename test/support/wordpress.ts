import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onPath } from './on-path.ts';
import { startDatabase } from './wordpress-database.ts';
import { serveWordPress, type WebServer } from './wordpress-web.ts';

/** Where Debian has it. */
const SOURCE = '/usr/share/wordpress';
const PROGRAMS = ['php', 'mariadbd', 'mariadb-install-db', 'mariadb', 'mariadb-dump'];
const HERE = fileURLToPath(new URL('wordpress', import.meta.url));
const PLUGIN = fileURLToPath(
  new URL('../../infra/multisite/closte-domain-sync.php', import.meta.url),
);

/** The domain of every network here. */
export const NETWORK_DOMAIN = 'network.example.com';

/** Constants of wp-config.php. */
export type Constants = Readonly<Record<string, string | number | boolean>>;

export interface NetworkOptions {
  readonly sites?: 'subdomains' | 'subdirectories';
  /** Which Ultimate Multisite: without the registry of integrations, or with it; none by default. */
  readonly ultimateMultisite?: '2.4' | '2.5';
  readonly constants?: Constants;
}

/** What a run of PHP came to. */
export interface PhpResult {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** A multisite network with a database of its own. */
export interface Network {
  readonly database: string;
  /** Runs PHP in WordPress, with `$given`, and gives what it returns. */
  php(code: string, given?: unknown): Promise<unknown>;
  /** The same as a process that can be killed. */
  start(code: string, given?: unknown): ChildProcess;
  /** Runs `wp closte-domain-sync <command>`. */
  wpCli(command: string): Promise<PhpResult>;
  /** Runs what is due of WP-Cron. */
  cron(): Promise<void>;
  /** Runs what is due of Action Scheduler. */
  runActions(): Promise<void>;
  query(sql: string): Promise<string[][]>;
  dump(): Promise<string>;
  serve(): Promise<WebServer>;
  /** The same network with other constants on top. */
  with(constants: Constants): Network;
}

export interface WordPress {
  /** A network as it is after its installation. */
  network(options?: NetworkOptions): Promise<Network>;
  /** What PHP has put in its log. */
  log(): Promise<string>;
  close(): Promise<void>;
}

/** Why there can be no WordPress here; undefined if there can. */
export function whatWordPressLacks(): string | undefined {
  const missing = PROGRAMS.find((program) => onPath(program) === undefined);
  if (missing !== undefined) return `there is no ${missing} on the PATH`;
  return existsSync(join(SOURCE, 'wp-load.php')) ? undefined : `there is no WordPress in ${SOURCE}`;
}

/** A WordPress, with the plugin, in a folder and on a database of its own. */
export async function startWordPress(): Promise<WordPress> {
  const folder = await mkdtemp(join(tmpdir(), 'closte-wordpress-'));
  const root = join(folder, 'wordpress');
  const [database] = await Promise.all([startDatabase(folder), layOut(root)]);
  const log = join(folder, 'php.log');
  const installed = new Map<string, Promise<string>>();
  const servers: WebServer[] = [];
  let networks = 0;

  const configuration = (name: string) => ({
    DB_NAME: name,
    DB_USER: 'root',
    DB_PASSWORD: '',
    DB_HOST: `localhost:${database.socket}`,
    DB_CHARSET: 'utf8mb4',
    DB_COLLATE: '',
    DISABLE_WP_CRON: true,
    AUTOMATIC_UPDATER_DISABLED: true,
    // Nothing here may ask anybody outside.
    WP_HTTP_BLOCK_EXTERNAL: true,
    WP_ACCESSIBLE_HOSTS: '127.0.0.1',
    WP_DEFAULT_THEME: 'plain',
    WP_DEBUG: true,
    WP_DEBUG_DISPLAY: false,
    WP_DEBUG_LOG: log,
    ...saltsOfTheTests(),
  });

  function startPhp(args: readonly string[], constants: Constants, wpCli = false): ChildProcess {
    const { PATH = '' } = process.env;
    const env = {
      PATH,
      WORDPRESS_CONSTANTS: JSON.stringify(constants),
      ...(wpCli ? { WORDPRESS_WP_CLI: '1' } : {}),
    };
    return spawn('php', [...phpSettings(log), ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
  }

  /** @throws if PHP does not end well */
  async function runPhp(args: readonly string[], constants: Constants): Promise<string> {
    const child = startPhp(args, constants);
    const { code, output, errors, result } = await resultOf(child);
    if (code === 0) return result;
    throw new Error(`PHP ended with ${code}:\n${output}${errors}${await logged()}`);
  }

  function install(sites: 'subdomains' | 'subdirectories'): Promise<string> {
    const name = `installed_${sites}`;
    const made = installed.get(name) ?? installNow(name, sites);
    installed.set(name, made);
    return made;
  }

  async function installNow(name: string, sites: string): Promise<string> {
    await database.create(name);
    const constants = { ...configuration(name), WP_SITEURL: `http://${NETWORK_DOMAIN}` };
    await runPhp([join(HERE, 'install.php'), root, sites], constants);
    return name;
  }

  async function logged(): Promise<string> {
    return existsSync(log) ? readFile(log, 'utf8') : '';
  }

  function networkWith(name: string, constants: Constants): Network {
    const evaluate = (code: string, given: unknown) => [
      ...[join(HERE, 'evaluate.php'), root, code, JSON.stringify(given ?? null)],
    ];
    const php: Network['php'] = async (code, given) =>
      JSON.parse(await runPhp(evaluate(code, given), constants));
    return {
      database: name,
      php,
      start: (code, given) => startPhp(evaluate(code, given), constants),
      async wpCli(command) {
        const code = 'WP_CLI::run( "closte-domain-sync $given" );';
        return resultOf(startPhp(evaluate(code, command), constants, true));
      },
      async cron() {
        await runPhp([join(root, 'wp-cron.php')], constants);
      },
      async runActions() {
        await php("switch_to_blog( 1 ); do_action( 'action_scheduler_run_queue' );");
      },
      query: (sql) => database.query(sql, name),
      dump: () => database.dump(name),
      async serve() {
        const server = await serveWordPress({
          root,
          router: join(HERE, 'router.php'),
          settings: phpSettings(log),
          environment: { WORDPRESS_CONSTANTS: JSON.stringify(constants) },
        });
        servers.push(server);
        return server;
      },
      with: (more) => networkWith(name, { ...constants, ...more }),
    };
  }

  return {
    async network({ sites = 'subdomains', ultimateMultisite, constants = {} } = {}) {
      const template = await install(sites);
      networks += 1;
      const name = `network_${networks}`;
      await database.copy(template, name);
      return networkWith(name, {
        ...configuration(name),
        MULTISITE: true,
        SUBDOMAIN_INSTALL: sites === 'subdomains',
        DOMAIN_CURRENT_SITE: NETWORK_DOMAIN,
        PATH_CURRENT_SITE: '/',
        SITE_ID_CURRENT_SITE: 1,
        BLOG_ID_CURRENT_SITE: 1,
        ...(ultimateMultisite === undefined ? {} : { ULTIMATE_MULTISITE: ultimateMultisite }),
        ...constants,
      });
    },
    log: logged,
    async close() {
      await Promise.all(servers.map((server) => server.close()));
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A WordPress finds itself by where its files really are, so those that look for it are copied. */
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
    copy(PLUGIN, 'wp-content/mu-plugins/closte-domain-sync.php'),
    copy(join(HERE, 'a-page-that-maps.php'), 'wp-content/mu-plugins/a-page-that-maps.php'),
    copyAll(join(HERE, 'ultimate-multisite'), 'wp-content/plugins/ultimate-multisite'),
    copyAll(join(HERE, 'theme'), 'wp-content/themes/plain'),
  ]);
}

function phpSettings(log: string): string[] {
  const settings = {
    log_errors: '1',
    display_errors: '0',
    error_log: log,
    memory_limit: '256M',
    sendmail_path: '/bin/true',
    'opcache.enable_cli': '1',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-d', `${name}=${value}`]);
}

/** WordPress warns while it has none. */
function saltsOfTheTests(): Record<string, string> {
  const names = ['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'];
  return Object.fromEntries(
    names.flatMap((name) => [
      [`${name}_KEY`, `key of the tests ${name}`],
      [`${name}_SALT`, `salt of the tests ${name}`],
    ]),
  );
}

async function resultOf(child: ChildProcess): Promise<PhpResult & { readonly result: string }> {
  const { stdout, stderr } = child;
  const third = child.stdio[3];
  if (!stdout || !stderr || !third || !('read' in third)) throw new Error('PHP has no pipes');
  const [output, errors, result] = await Promise.all([
    text(stdout),
    text(stderr),
    text(third),
    once(child, 'close'),
  ]);
  return { code: child.exitCode, output, errors, result };
}
