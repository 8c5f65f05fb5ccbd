import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCertificateAuthority } from '../../../infra/local/sandbox/certificate-authority.ts';
import { CLOSTE_API_PATH } from '../../../infra/local/sandbox/closte-api.ts';
import { freePort } from '../../support/free-port.ts';
import { onPath } from '../../support/on-path.ts';
import { startKnot } from './knot.ts';
import { startNginx } from './nginx.ts';
import { type Server, startServer } from './server.ts';

/** DNS, web servers and Closte, each in a process of its own. All of example.com is the network's. */
export interface World {
  /** How to get there, near by or far away. */
  readonly near: Reach;
  readonly far: Reach;
  /** What the functions are told, but for the store. */
  environment(reach?: Reach): Readonly<Record<string, string>>;
  readonly apiKey: string;
  readonly closteUrl: string;
  readonly authorityFile: string;
  /** On a disk. */
  readonly folder: string;
  /** In memory. */
  readonly memory: string;
  close(): Promise<void>;
}

/** Where DNS and the web servers are. */
export interface Reach {
  readonly dnsPort: number;
  readonly tlsPort: number;
  /** A configuration of the system's resolver, for programs that use that. */
  readonly resolvConf: string;
}

/** How far away what is far is: for a question and its answer, in milliseconds. */
export const FAR_MS = 20;

const API_KEY = 'the-key-of-the-benchmark';
const SCRIPTS = fileURLToPath(new URL('.', import.meta.url));

/** Programs that it needs, and has not; undefined if it has all. */
export function whatWorldLacks(): string | undefined {
  const missing = ['knotd', 'nginx'].filter((program) => onPath(program) === undefined);
  return missing.length > 0 ? `${missing.join(' and ')}: Debian has them` : undefined;
}

export async function openWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'closte-bench-'));
  const memory = await mkdtemp('/dev/shm/closte-bench-');
  const servers: Server[] = [];
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()));
    await Promise.all([folder, memory].map((path) => rm(path, { recursive: true, force: true })));
  };
  try {
    const authority = await createCertificateAuthority({ name: 'Benchmark CA' });
    const authorityFile = join(folder, 'ca.pem');
    await writeFile(authorityFile, authority.certificatePem);
    const certificate = await authority.issue({ names: ['*.example.com'] });

    const near = await reachAt(folder, '127.15.0.53');
    const far = await reachAt(folder, '127.15.1.53');
    servers.push(await startKnot(folder, near.dnsPort, near.address));
    servers.push(await startNginx(folder, near.tlsPort, certificate));
    const ways = [
      { address: far.address, port: 53, to: near.dnsPort },
      { address: '127.0.0.1', port: far.dnsPort, to: near.dnsPort },
      { address: '127.0.0.1', port: far.tlsPort, to: near.tlsPort },
    ];
    const distance = [`${SCRIPTS}distance.ts`, String(FAR_MS), JSON.stringify(ways)];
    servers.push(await startServer(process.execPath, distance, far.dnsPort));
    const clostePort = await freePort();
    const closte = [`${SCRIPTS}closte.ts`, String(clostePort), API_KEY];
    servers.push(await startServer(process.execPath, closte, clostePort));
    const closteUrl = `http://127.0.0.1:${clostePort}${CLOSTE_API_PATH}`;

    return {
      near,
      far,
      environment: ({ dnsPort, tlsPort } = near) => ({
        CLOSTE_CLIENT_API_KEY: API_KEY,
        CLOSTE_API_URL: closteUrl,
        NETWORK_DOMAIN: 'network.example.com',
        DNS_SERVERS: `127.0.0.1:${dnsPort}`,
        TLS_PORT: String(tlsPort),
        ALLOW_PRIVATE_ADDRESSES: 'true',
        NODE_EXTRA_CA_CERTS: authorityFile,
        METADATA_SERVER_DETECTION: 'none',
      }),
      apiKey: API_KEY,
      closteUrl,
      authorityFile,
      folder,
      memory,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function reachAt(folder: string, address: string): Promise<Reach & { address: string }> {
  const resolvConf = join(folder, `resolv-${address}.conf`);
  await writeFile(resolvConf, `nameserver ${address}\n`);
  return { dnsPort: await freePort(), tlsPort: await freePort(), resolvConf, address };
}
