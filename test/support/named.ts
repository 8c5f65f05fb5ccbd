/** BIND's name server, run by whoever runs the tests, with a folder and ports of its own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** One of the name servers that a single named plays, chosen by the source address of a query. */
export interface View {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly zones: readonly { readonly zone: string; readonly path: string }[];
  /** Resolves recursively, beginning at this file with the root's servers. */
  readonly recursion?: { readonly hints: string; readonly anchor?: string | undefined };
}

export interface NamedOptions {
  readonly folder: string;
  /** Where it listens, on 127.0.0.1. */
  readonly port: number;
  /** Where other name servers listen. */
  readonly othersPort: number;
  readonly views: readonly View[];
}

export interface Named {
  /**
   * Reloads the zones whose serial has grown, and waits until every view that has `zone` has it with this
   * serial. The caches are kept.
   */
  reload(zone: string, serial: number): Promise<void>;
  close(): Promise<void>;
}

const START_MS = 120_000;
const END_MS = 5000;
const NOT_LOADED = /not loaded due to errors|dns_rdata_fromtext|: error: /;
/** Logged at the start, once all zones are loaded. After a reload it is logged too early. */
const RUNNING = /^.* running$/m;

export async function startNamed(options: NamedOptions): Promise<Named> {
  const file = join(options.folder, 'named.conf');
  await writeFile(file, configuration(options));
  const child = spawn('named', ['-g', '-4', '-n', '1', '-c', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const endAtOnce = () => child.kill('SIGKILL');
  process.once('exit', endAtOnce);

  let output = '';
  child.stderr.on('data', (chunk: Buffer) => {
    output = `${output}${chunk}`.slice(-200_000);
  });
  const exited = once(child, 'exit');
  const close = async () => {
    process.removeListener('exit', endAtOnce);
    await end(child, exited);
  };
  const until = async (said: readonly RegExp[]) => {
    for (let waitedMs = 0; ; waitedMs += 20) {
      const refused = output.split('\n').filter((line) => NOT_LOADED.test(line));
      if (refused.length === 0 && said.every((one) => one.test(output))) return;
      if (refused.length > 0 || child.exitCode !== null || waitedMs > START_MS) {
        await close();
        throw new Error(`named does not say ${said.join(', ')}:\n${refused.join('\n') || output}`);
      }
      await sleep(20);
    }
  };
  await until([RUNNING]);
  return {
    async reload(zone, serial) {
      output = '';
      child.kill('SIGHUP');
      // A resolver's only zones are its overrides, which never change.
      const views = options.views.filter(
        ({ zones, recursion }) => !recursion && zones.some((one) => one.zone === zone),
      );
      const loaded = `loaded serial ${serial}\\b`;
      await until(views.map(({ name }) => new RegExp(`zone ${zone}/IN/${name}: ${loaded}`)));
    },
    close,
  };
}

async function end(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
  await exited;
  clearTimeout(timer);
}

function configuration({ folder, port, othersPort, views }: NamedOptions): string {
  return `
options {
  directory "${folder}";
  pid-file none;
  session-keyfile none;
  port ${othersPort};
  listen-on port ${port} { 127.0.0.1; };
  listen-on-v6 { none; };
  query-source address 127.0.0.1;
  empty-zones-enable no;
  notify no;
  minimal-responses no;
  allow-query { any; };
  allow-transfer { none; };
  max-cache-size 16m;
  check-names primary ignore;
  max-records-per-type 0;
  resolver-query-timeout 10000;
};
controls { };
${views.map(viewText).join('\n')}
`;
}

function viewText({ name, addresses, zones, recursion }: View): string {
  return `view "${name}" {
  match-clients { ${addresses.map((address) => `${address};`).join(' ')} };
${recursion ? recursive(recursion) : '  recursion no;\n  dnssec-validation no;'}
${zones.map(({ zone, path }) => `  zone "${zone === '' ? '.' : zone}" { type primary; file "${path}"; };`).join('\n')}
};`;
}

function recursive({ hints, anchor }: NonNullable<View['recursion']>): string {
  const validation = anchor
    ? `  dnssec-validation yes;\n  trust-anchors { ${anchor} };`
    : '  dnssec-validation no;';
  return `  recursion yes;
  allow-recursion { any; };
  zone "." { type hint; file "${hints}"; };
${validation}`;
}
