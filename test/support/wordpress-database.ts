import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** It takes 2 s on a quick machine. */
const START_MS = 120_000;

/** A MariaDB of these tests' own, reachable only by its socket. */
export interface Database {
  readonly socket: string;
  /** The rows of a query. */
  query(sql: string, database?: string): Promise<string[][]>;
  /** Dumps a database to a file, as SQL. */
  dump(database: string, file: string): Promise<void>;
  /** Creates a database, and loads such a dump into it. */
  create(database: string, file?: string): Promise<void>;
}

/** The process of a database. */
export interface DatabaseServer {
  close(): Promise<void>;
}

/** @param folder where it keeps its files */
export async function startDatabase(folder: string): Promise<DatabaseServer> {
  const data = join(folder, 'database');
  // Every server uses the same names for its temporary tables, so each needs a folder of its own.
  const temporary = await mkdtemp(join(folder, 'temporary-'));
  const { socket, query } = databaseIn(folder);
  const user = userInfo().username;
  await run('mariadb-install-db', [
    ...['--no-defaults', `--datadir=${data}`, `--user=${user}`, '--skip-test-db'],
    `--tmpdir=${temporary}`,
    '--auth-root-authentication-method=normal',
  ]);
  const server = spawn(
    'mariadbd',
    [
      ...['--no-defaults', `--datadir=${data}`, `--socket=${socket}`, `--user=${user}`],
      `--tmpdir=${temporary}`,
      ...['--skip-networking', `--pid-file=${join(folder, 'database.pid')}`],
      // Nothing here has to survive a crash of the machine.
      ...['--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0', '--skip-log-bin'],
      ...['--innodb-buffer-pool-size=64M', '--performance-schema=0'],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  const keep = (chunk: Buffer) => {
    output = `${output}${chunk}`.slice(-4000);
  };
  server.stdout.on('data', keep);
  server.stderr.on('data', keep);
  const endAtOnce = () => server.kill('SIGKILL');
  process.once('exit', endAtOnce);

  for (let waitedMs = 0; !(await answers(query)); waitedMs += 100) {
    if (server.exitCode !== null || waitedMs > START_MS) {
      endAtOnce();
      throw new Error(`MariaDB does not start:\n${output}`);
    }
    await sleep(100);
  }

  return {
    async close() {
      process.removeListener('exit', endAtOnce);
      server.kill('SIGTERM');
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
    },
  };
}

/** The database that runs, or will run, in a folder, reached by its socket. */
export function databaseIn(folder: string): Database {
  const socket = join(folder, 'database.sock');
  const client = (database?: string) => [
    ...['--no-defaults', '--user=root', `--socket=${socket}`, '--default-character-set=utf8mb4'],
    ...(database === undefined ? [] : [database]),
  ];
  const query: Database['query'] = async (sql, database) => {
    const args = [...client(database), '--batch', '--skip-column-names', `--execute=${sql}`];
    const { stdout } = await run('mariadb', args, { maxBuffer: 64 * 1024 * 1024 });
    return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')]));
  };
  return {
    socket,
    query,
    async dump(database, file) {
      const child = spawn('mariadb-dump', [...client(), '--skip-extended-insert', database], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await Promise.all([pipeline(child.stdout, createWriteStream(file)), succeeded(child)]);
    },
    async create(database, file) {
      await query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
      if (file === undefined) return;
      const child = spawn('mariadb', client(database), { stdio: ['pipe', 'ignore', 'inherit'] });
      await Promise.all([pipeline(createReadStream(file), child.stdin), succeeded(child)]);
    },
  };
}

async function answers(query: Database['query']): Promise<boolean> {
  return query('SELECT 1').then(
    () => true,
    () => false,
  );
}

async function succeeded(child: ChildProcess): Promise<void> {
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${child.spawnfile} ended with ${code}`);
}
