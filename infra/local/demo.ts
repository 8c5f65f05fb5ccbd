/** The main job, end to end, on a system of its own that leaves nothing behind: `npm run demo`. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differences, report } from './demo-report.ts';
import { playAll } from './demo-run.ts';
import { SCENARIOS } from './demo-scenarios.ts';
import { endAtLast } from './end-at-last.ts';
import { startLocalSystem } from './local-system.ts';
import { startingFault } from './starting-fault.ts';

/** A domain that does not stand as expected by then never will. */
const DEADLINE_MS = 50_000;

process.exitCode = 1;
const directory = mkdtempSync(join(tmpdir(), 'closte-domain-sync-demo-'));
process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
// The deadline does not stop everything that may hang.
endAtLast(DEADLINE_MS + 8000);

try {
  process.exitCode = (await demonstrate()) ? 0 : 1;
} catch (error) {
  console.error(startingFault(error));
}
endAtLast(1000);

/** Whether every outcome is the expected one. */
async function demonstrate(): Promise<boolean> {
  const stop = new AbortController();
  interrupted.then(() => stop.abort());
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(DEADLINE_MS)]);
  await using system = await startLocalSystem(
    // The whole environment of the demo: above all, it must not get a real key.
    {
      PORT: '0',
      DATA_DIR: directory,
      DNS_MAX_TRIES: '3',
      SANDBOX_ISSUANCE_SECONDS: '5',
      LOG_LEVEL: 'warn',
    },
  );
  const { origin, unacknowledged, sandbox, settings, local } = system;
  if (!sandbox) throw new Error('the demo runs in the sandbox only');
  const { closte } = sandbox;
  console.log(
    'The whole system runs in this process, with a sandbox for Closte, DNS and certificates:\n' +
      `checks every ${settings.dnsCheckInterval} s, ${settings.dnsMaxTries} tries for DNS, ` +
      `certificates ${local.issuanceDelayMs / 1000} s after the alias.\n`,
  );
  const theatre = { origin, closte, unacknowledged };
  const results = await playAll(theatre, SCENARIOS, console.log, signal);
  console.log(`\n${report(results, closte)}\n`);

  const wrong = results.flatMap(differences);
  if (wrong.length === 0) console.log('Every outcome is the expected one.');
  else console.log(`NOT as expected:\n${wrong.map((line) => `  ${line}`).join('\n')}`);
  return wrong.length === 0;
}
