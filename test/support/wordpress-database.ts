import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** It takes 2 s on a quick machine. */
const START_MS = 60_000;

/** A MariaDB of these tests' own, which only its socket leads to. */
export interface Database {
  readonly socket: string;
  /** The rows of a query, their columns separated by tabs. */
  query(sql: string, database?: string): Promise<string[][]>;
  /** All that is in a database, as SQL. */
  dump(database: string): Promise<string>;
  create(database: string): Promise<void>;
  copy(from: string, to: string): Promise<void>;
  close(): Promise<void>;
}

/** @param folder where all of it is kept */
export async function startDatabase(folder: string): Promise<Database> {
  const data = join(folder, 'database');
  const socket = join(folder, 'database.sock');
  const user = userInfo().username;
  await run('mariadb-install-db', [
    ...['--no-defaults', `--datadir=${data}`, `--user=${user}`, '--skip-test-db'],
    '--auth-root-authentication-method=normal',
  ]);
  const server = spawn(
    'mariadbd',
    [
      ...['--no-defaults', `--datadir=${data}`, `--socket=${socket}`, `--user=${user}`],
      ...['--skip-networking', `--pid-file=${join(folder, 'database.pid')}`],
      // Nothing here has to outlive the machine.
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

  const client = (database?: string) => [
    ...['--no-defaults', '--user=root', `--socket=${socket}`, '--default-character-set=utf8mb4'],
    ...(database === undefined ? [] : [database]),
  ];
  const query: Database['query'] = async (sql, database) => {
    const args = [...client(database), '--batch', '--skip-column-names', `--execute=${sql}`];
    const { stdout } = await run('mariadb', args, { maxBuffer: 64 * 1024 * 1024 });
    return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')]));
  };

  for (let waitedMs = 0; !(await answers(query)); waitedMs += 100) {
    if (server.exitCode !== null || waitedMs > START_MS) {
      endAtOnce();
      throw new Error(`MariaDB does not start:\n${output}`);
    }
    await sleep(100);
  }

  const dumpTo = async (database: string) => {
    const file = join(folder, `${database}.sql`);
    const child = spawn('mariadb-dump', [...client(), '--skip-extended-insert', database], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await Promise.all([pipeline(child.stdout, createWriteStream(file)), succeeded(child)]);
    return file;
  };
  const create = async (database: string) => {
    await query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
  };
  return {
    socket,
    query,
    create,
    dump: async (database) => readFile(await dumpTo(database), 'utf8'),
    async copy(from, to) {
      const file = await dumpTo(from);
      await create(to);
      const child = spawn('mariadb', client(to), { stdio: ['pipe', 'ignore', 'inherit'] });
      await Promise.all([pipeline(createReadStream(file), child.stdin), succeeded(child)]);
    },
    async close() {
      process.removeListener('exit', endAtOnce);
      server.kill('SIGTERM');
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
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
