import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { onPath } from '../../support/on-path.ts';
import type { Reach, World } from '../world/world.ts';
import type { Sample } from './sample.ts';

/** Other programs that do the same job, each in a process of its own. */

const sampleSchema = v.object({ domains: v.number(), ms: v.number(), cpuMs: v.number() });
const PEERS = fileURLToPath(new URL('.', import.meta.url));

export function rawLoop(
  { dnsPort, tlsPort }: Reach,
  world: World,
  domains: number,
  atATime: number,
) {
  const args = [`${PEERS}raw-loop.ts`, ...[dnsPort, tlsPort, domains, atATime].map(String)];
  return run(world, process.execPath, args);
}

export function sslChecker(reach: Reach, world: World, domains: number, atATime: number) {
  const args = [`${PEERS}ssl-checker.ts`, ...[reach.tlsPort, domains, atATime].map(String)];
  return run(world, ...resolvingBy(reach, process.execPath, args));
}

export function php(reach: Reach, world: World, domains: number) {
  const script = `${PEERS}one-after-another.php`;
  const args = [script, String(reach.tlsPort), String(domains), world.authorityFile];
  return run(world, ...resolvingBy(reach, 'php', args));
}

export const hasPhp = () => onPath('php') !== undefined;

/**
 * Runs a program that uses the system's resolver, which is replaced by the world's resolver for this program
 * only.
 */
function resolvingBy(
  { resolvConf }: Reach,
  command: string,
  args: readonly string[],
): [command: string, args: readonly string[]] {
  const script = 'mount --bind "$0" /etc/resolv.conf && exec "$@"';
  return ['unshare', ['--mount', 'sh', '-c', script, resolvConf, command, ...args]];
}

async function run(world: World, command: string, args: readonly string[]): Promise<Sample> {
  const env = { PATH: process.env.PATH, NODE_EXTRA_CA_CERTS: world.authorityFile };
  const { stdout } = await promisify(execFile)(command, args, { env });
  return v.parse(sampleSchema, JSON.parse(stdout));
}
