import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { databaseIn } from './wordpress-database.ts';
import {
  type Constants,
  constantsOf,
  HERE,
  installationLogIn,
  NETWORK_DOMAIN,
  phpArguments,
  phpSettings,
  type Sites,
  templateIn,
} from './wordpress-installation.ts';
import { serveWordPress, type WebServer } from './wordpress-web.ts';

export interface NetworkOptions {
  readonly sites?: Sites;
  /**
   * The version of Ultimate Multisite: `2.4` lacks the registry of integrations, `2.5` has it; by default
   * there is none.
   */
  readonly ultimateMultisite?: '2.4' | '2.5';
  readonly constants?: Constants;
}

/** The result of a run of PHP. */
export interface PhpResult {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** A multisite network with a database of its own. */
export interface Network {
  readonly database: string;
  /** Runs PHP in WordPress, with `$given`, and resolves to what it returns. */
  php(code: string, given?: unknown): Promise<unknown>;
  /** The same as a process that can be killed. */
  start(code: string, given?: unknown): ChildProcess;
  /** Runs `wp closte-domain-sync <command>`. */
  wpCli(command: string): Promise<PhpResult>;
  /** Runs the events of WP-Cron that are due. */
  cron(): Promise<void>;
  /** Runs the actions of Action Scheduler that are due. */
  runActions(): Promise<void>;
  query(sql: string): Promise<string[][]>;
  dump(): Promise<string>;
  /** The same network with more settings of PHP. */
  serve(settings?: Readonly<Record<string, string>>): Promise<WebServer>;
  /** The same network with other constants on top. */
  with(constants: Constants): Network;
}

/** A WordPress for one of its users. */
export interface WordPress {
  /** A network as it is after its installation. */
  network(options?: NetworkOptions): Promise<Network>;
  /** PHP's log of the installation and of this user. */
  log(): Promise<string>;
  /** Ends the web servers of this user. The installation stays. */
  close(): Promise<void>;
}

/** The WordPress that is installed in a folder. Others may use it at the same time. */
export function openWordPress(folder: string): WordPress {
  const root = join(folder, 'wordpress');
  const database = databaseIn(folder);
  const user = randomUUID().replaceAll('-', '');
  const log = join(folder, `php-${user}.log`);
  const settings = phpSettings(folder, log);
  const servers: WebServer[] = [];
  let networks = 0;

  const configuration = (name: string) => ({ ...constantsOf(folder, name), WP_DEBUG_LOG: log });

  function startPhp(args: readonly string[], constants: Constants, wpCli = false): ChildProcess {
    const { PATH = '' } = process.env;
    const env = {
      PATH,
      WORDPRESS_CONSTANTS: JSON.stringify(constants),
      ...(wpCli ? { WORDPRESS_WP_CLI: '1' } : {}),
    };
    return spawn('php', [...settings, '-d', 'opcache.file_cache_only=1', ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
  }

  /** @throws {Error} if PHP's exit code is not 0 */
  async function runPhp(args: readonly string[], constants: Constants): Promise<string> {
    const child = startPhp(args, constants);
    const { code, output, errors, result } = await resultOf(child);
    if (code === 0) return result;
    throw new Error(`PHP ended with ${code}:\n${output}${errors}${await logged()}`);
  }

  async function logged(): Promise<string> {
    const logs = [installationLogIn(folder), log].filter((file) => existsSync(file));
    return (await Promise.all(logs.map((file) => readFile(file, 'utf8')))).join('');
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
      async dump() {
        const file = join(folder, `${name}.sql`);
        await database.dump(name, file);
        return readFile(file, 'utf8');
      },
      async serve(more = {}) {
        const server = await serveWordPress({
          root,
          router: join(HERE, 'router.php'),
          settings: [...settings, ...phpArguments(more)],
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
      networks += 1;
      const name = `network_${user}_${networks}`;
      await database.create(name, templateIn(folder, sites));
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
    },
  };
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
