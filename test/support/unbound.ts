/**
 * Unbound, the resolver of Let's Encrypt, run by whoever runs the tests, as in a network without IPv4: it
 * synthesizes AAAA records where there are none (DNS64, RFC 6147).
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onPath } from './on-path.ts';

export const HAS_UNBOUND = onPath('unbound') !== undefined;

export interface UnboundOptions {
  readonly folder: string;
  readonly address: string;
  /** Its port, which is also the port of all name servers. */
  readonly port: number;
  /** The servers of each zone, since Unbound itself asks only port 53. The root is ''. */
  readonly zones: readonly { readonly name: string; readonly addresses: readonly string[] }[];
}

const RUNNING = /start of service/;

export async function startUnbound(options: UnboundOptions): Promise<{ close(): Promise<void> }> {
  const file = join(options.folder, 'unbound.conf');
  await writeFile(file, configuration(options));
  const child = spawn(onPath('unbound') ?? 'unbound', ['-d', '-p', '-c', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const endAtOnce = () => child.kill('SIGKILL');
  process.once('exit', endAtOnce);
  const exited = once(child, 'exit');
  const close = async () => {
    process.removeListener('exit', endAtOnce);
    if (child.exitCode === null) child.kill('SIGTERM');
    await exited;
  };

  const { promise: runs, resolve, reject } = Promise.withResolvers<void>();
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => {
    output = `${output}${chunk}`.slice(-20_000);
    if (RUNNING.test(output)) resolve();
  });
  child.once('exit', () => reject(new Error(`unbound does not start:\n${output}`)));
  await runs;
  return { close };
}

function configuration({ folder, address, port, zones }: UnboundOptions): string {
  const tops = new Set(zones.map(({ name }) => name.split('.').at(-1) ?? ''));
  return `
server:
  directory: "${folder}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  verbosity: 1
  num-threads: 1
  interface: ${address}@${port}
  access-control: 127.0.0.0/8 allow
  outgoing-interface: ${address}
  do-ip6: no
  do-not-query-localhost: no
  module-config: "dns64 iterator"
  dns64-prefix: 64:ff9b::/96
${[...tops].map((top) => `  local-zone: "${top}." nodefault`).join('\n')}
remote-control:
  control-enable: no
${zones.map((zone) => stubText(zone, port)).join('\n')}
`;
}

function stubText({ name, addresses }: UnboundOptions['zones'][number], port: number): string {
  return `stub-zone:
  name: "${name}."
  stub-prime: no
${addresses.map((address) => `  stub-addr: ${address}@${port}`).join('\n')}`;
}
