import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import type { Authorization } from 'acme-client';
import {
  createCertificateAuthority,
  type IssuedCertificate,
} from '../../infra/local/sandbox/certificate-authority.ts';
import { freePort } from './free-port.ts';

/** Let's Encrypt's small test server, a real ACME authority, on loopback. */
export interface Pebble {
  /** PEM of its root certificate, made at its start and trusted by nobody. */
  readonly rootPem: string;
  /** Orders a certificate by ACME: validated by DNS for a wildcard, otherwise by HTTP. */
  issue(names: readonly string[]): Promise<IssuedCertificate>;
  stop(): Promise<void>;
}

const START_MS = 120_000;

export const PEBBLE_PROGRAMS = ['pebble', 'pebble-challtestsrv'] as const;

export async function startPebble(): Promise<Pebble> {
  const folder = await mkdtemp(join(tmpdir(), 'closte-domain-sync-pebble-'));
  const ports = await freePorts(['directory', 'management', 'http', 'tls', 'dns', 'records']);
  const trusted = await writeConfiguration(folder, ports);
  const trustedBefore = tls.getCACertificates('default');
  // The certificate of the directory's own HTTPS server, to which acme-client connects.
  tls.setDefaultCACertificates([...trustedBefore, trusted]);

  const programs = [
    // Resolves every domain for the authority, and answers its challenges.
    run('pebble-challtestsrv', [
      `-management=127.0.0.1:${ports.records}`,
      `-dns01=127.0.0.1:${ports.dns}`,
      `-http01=127.0.0.1:${ports.http}`,
      '-https01=',
      '-tlsalpn01=',
      '-defaultIPv6=',
    ]),
    run('pebble', [
      `-config=${join(folder, 'pebble.json')}`,
      `-dnsserver=127.0.0.1:${ports.dns}`,
      '-strict=false',
    ]),
  ];
  const stop = async () => {
    tls.setDefaultCACertificates(trustedBefore);
    await Promise.all(programs.map(end));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const rootPem = await firstRoot(ports.management, programs);
    const directoryUrl = `https://localhost:${ports.directory}/dir`;
    return { rootPem, stop, issue: (names) => order(names, directoryUrl, ports.records) };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Ports = Readonly<
  Record<'directory' | 'management' | 'http' | 'tls' | 'dns' | 'records', number>
>;

async function freePorts(names: readonly (keyof Ports)[]): Promise<Ports> {
  const ports = { directory: 0, management: 0, http: 0, tls: 0, dns: 0, records: 0 };
  for (const name of names) ports[name] = await freePort();
  return ports;
}

/** Returns the PEM of the authority of the directory's own certificate. */
async function writeConfiguration(folder: string, ports: Ports): Promise<string> {
  const authority = await createCertificateAuthority({ name: 'Pebble Directory' });
  const { certificatePem, privateKeyPem } = await authority.issue({ names: ['localhost'] });
  const certificate = join(folder, 'directory.crt');
  const privateKey = join(folder, 'directory.key');
  await writeFile(certificate, certificatePem);
  await writeFile(privateKey, privateKeyPem);
  const pebble = {
    listenAddress: `127.0.0.1:${ports.directory}`,
    managementListenAddress: `127.0.0.1:${ports.management}`,
    certificate,
    privateKey,
    httpPort: ports.http,
    tlsPort: ports.tls,
    ocspResponderURL: '',
    externalAccountBindingRequired: false,
  };
  await writeFile(join(folder, 'pebble.json'), JSON.stringify({ pebble }));
  return authority.certificatePem;
}

interface Program {
  readonly child: ChildProcess;
  output(): string;
}

function run(program: string, args: readonly string[]): Program {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // At full speed: by default it waits seconds before each validation, and sometimes rejects good nonces.
    env: { ...process.env, PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0' },
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = `${output}${chunk}`.slice(-4000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const endAtOnce = () => child.kill('SIGKILL');
  process.once('exit', endAtOnce);
  child.once('exit', () => process.removeListener('exit', endAtOnce));
  return { child, output: () => output };
}

async function end({ child }: Program): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

async function firstRoot(port: number, programs: readonly Program[]): Promise<string> {
  for (let waitedMs = 0; waitedMs < START_MS; waitedMs += 100) {
    const pem = await fetched(port, '/roots/0').catch(() => undefined);
    if (pem?.includes('BEGIN CERTIFICATE')) return pem;
    const ended = programs.find(({ child }) => child.exitCode !== null);
    if (ended) assert.fail(`it does not start:\n${ended.output()}`);
    await sleep(100);
  }
  return assert.fail(`it does not start:\n${programs.map(({ output }) => output()).join('\n')}`);
}

function fetched(port: number, path: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  request({ host: 'localhost', port, path }, (response) => text(response).then(resolve, reject))
    .on('error', reject)
    .end();
  return promise;
}

/** Orders one certificate for all names, as a web host's ACME client does. */
async function order(
  names: readonly string[],
  directoryUrl: string,
  recordsPort: number,
): Promise<IssuedCertificate> {
  const acme = await import('acme-client');
  const [key, csr] = await acme.crypto.createCsr({ altNames: [...names] });
  const client = new acme.Client({
    directoryUrl,
    accountKey: await acme.crypto.createPrivateEcdsaKey(),
    backoffMin: 100,
    backoffMax: 1000,
  });
  const tell = async (path: string, fields: Readonly<Record<string, string>>) => {
    const body = JSON.stringify(fields);
    const told = await fetch(`http://127.0.0.1:${recordsPort}${path}`, { method: 'POST', body });
    assert.equal(told.status, 200);
  };
  const challengeName = ({ identifier }: Authorization) => `_acme-challenge.${identifier.value}.`;
  const certificatePem = await client.auto({
    csr,
    termsOfServiceAgreed: true,
    // acme-client's own preliminary check would ask the system's resolver.
    skipChallengeVerification: true,
    challengePriority: ['http-01', 'dns-01'],
    challengeCreateFn: (authorization, { type, token }, content) =>
      type === 'http-01'
        ? tell('/add-http01', { token, content })
        : tell('/set-txt', { host: challengeName(authorization), value: content }),
    challengeRemoveFn: (authorization, { type, token }) =>
      type === 'http-01'
        ? tell('/del-http01', { token })
        : tell('/clear-txt', { host: challengeName(authorization) }),
  });
  return { certificatePem, privateKeyPem: key.toString() };
}
