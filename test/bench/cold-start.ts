import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deliver } from '../support/deliver.ts';
import { startFunction } from '../support/function-process.ts';
import { inTurn, printRatios } from './measure.ts';

/**
 * From the start of the process to the answer to its first request: each target as it is built, with
 * production dependencies only and SQLite, beside a function of one line with the same dependencies.
 */

const BUILD = fileURLToPath(new URL('../../infra/build.ts', import.meta.url));
const BARE = fileURLToPath(new URL('bare-function', import.meta.url));
const ROUNDS = 7;

export async function coldStart(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'closte-bench-'));
  const deployed = join(folder, 'deployed');
  execFileSync(process.execPath, [BUILD, deployed]);
  execFileSync('npm', ['ci', '--omit=dev', '--prefer-offline'], { cwd: deployed, stdio: 'pipe' });
  const bare = join(deployed, 'bare');
  cpSync(BARE, bare, { recursive: true });

  const modules = join(deployed, 'node_modules');
  const environment = { STORE: `sqlite:${join(folder, 'domains.db')}` };
  const from =
    (target: string, source: string, ask: (url: string) => Promise<Response>) => async () => {
      const startedAt = performance.now();
      const running = await startFunction(target, environment, source, modules);
      const response = await ask(running.url);
      await response.text();
      const tookMs = performance.now() - startedAt;
      await running.close();
      if (!response.ok) throw new Error(`${target} answered ${response.status}`);
      return tookMs;
    };

  const figures = await inTurn(
    {
      'a bare function': from('bare', bare, (url) => fetch(url)),
      'domainEvents, an event it rejects': from('domainEvents', deployed, (url) =>
        deliver(url, '{}'),
      ),
      'verifyDomains, nothing due': from('verifyDomains', deployed, (url) =>
        fetch(url, { method: 'POST' }),
      ),
      'domainStatus, /healthz': from('domainStatus', deployed, (url) => fetch(`${url}/healthz`)),
    },
    ROUNDS,
  );
  rmSync(folder, { recursive: true });
  printRatios(`Cold start, median of ${ROUNDS}`, 'ms', figures);
}
