import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { DomainRecord } from '../../../shared/lifecycle/record.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { childEnvironment } from '../../support/child-environment.ts';

export const MAIN = fileURLToPath(new URL('../../../infra/cli/main.ts', import.meta.url));

/** The result of a call of the tool. */
export interface Called {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the tool in a separate process, with these settings and none of the machine's own. */
export type Cli = (args: readonly string[], environment?: Environment) => Promise<Called>;

type Environment = Readonly<Record<string, string>>;

/** The tool in a folder of its own, which is removed at the end of the block that declares it. */
export interface Workplace extends AsyncDisposable {
  readonly folder: string;
  readonly cli: Cli;
}

export async function workplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'closte-domains-'));
  return {
    folder,
    cli: cliIn(folder),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

export function cliIn(folder: string): Cli {
  return async (args, environment = {}) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: folder,
      // The tests ignore the deployment that `use` remembers on this machine.
      env: { ...childEnvironment(), XDG_CONFIG_HOME: join(folder, '.config'), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A call that never ends fails its test, and is killed soon after.
      timeout: 300_000,
      killSignal: 'SIGKILL',
    });
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    return { code: child.exitCode, stdout, stderr };
  };
}

/** A store with these records, at the place where the tool looks by default. */
export async function storeIn(
  folder: string,
  records: readonly DomainRecord[],
): Promise<{ readonly path: string }> {
  const path = join(folder, '.data', 'domains.db');
  const store = await sqliteStore(path);
  for (const record of records) {
    await store.update(record.domain, record.siteId, () => record);
  }
  await store.close();
  return { path };
}
