import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deliver } from '../support/deliver.ts';
import { startFunction } from '../support/function-process.ts';
import { inTurn, printRatios } from './measure.ts';

/**
 * From the start of the process to the answer to its first request: each target as it is built,
 * with SQLite, beside a function of one line under the same framework.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const bare = fileURLToPath(new URL('bare-function', import.meta.url));
const ROUNDS = 7;

export async function coldStart(): Promise<void> {
  execFileSync('npm', ['run', 'build', '--silent'], { cwd: root, stdio: 'inherit' });
  const folder = mkdtempSync(join(tmpdir(), 'closte-bench-'));
  const environment = { STORE: `sqlite:${join(folder, 'domains.db')}` };

  const from =
    (target: string, source: string, ask: (url: string) => Promise<Response>) => async () => {
      const startedAt = performance.now();
      const running = await startFunction(target, environment, source);
      const response = await ask(running.url);
      await response.text();
      const tookMs = performance.now() - startedAt;
      await running.close();
      if (!response.ok) throw new Error(`${target} answered ${response.status}`);
      return tookMs;
    };

  const dist = join(root, 'dist');
  const figures = await inTurn(
    {
      'a bare function': from('bare', bare, (url) => fetch(url)),
      'domainEvents, an event it rejects': from('domainEvents', dist, (url) => deliver(url, '{}')),
      'verifyDomains, nothing due': from('verifyDomains', dist, (url) =>
        fetch(url, { method: 'POST' }),
      ),
      'domainStatus, /healthz': from('domainStatus', dist, (url) => fetch(`${url}/healthz`)),
    },
    ROUNDS,
  );
  rmSync(folder, { recursive: true });
  printRatios(`Cold start, median of ${ROUNDS}`, 'ms', figures);
}
