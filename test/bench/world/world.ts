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
  /** The ports at which to reach it: near by, and at a distance of {@link FAR_MS} and {@link OVERSEAS_MS}. */
  readonly near: Reach;
  readonly far: Reach;
  readonly overseas: Reach;
  /** The settings of the functions, except for the store. */
  environment(reach?: Reach): Readonly<Record<string, string>>;
  readonly apiKey: string;
  /** The connections that the web servers have accepted so far. */
  connections(): Promise<number>;
  readonly closteUrl: string;
  readonly authorityFile: string;
  /** A folder on a disk. */
  readonly folder: string;
  /** A folder in memory. */
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

/** The round trip to servers that are far away, and to those on another continent, in milliseconds. */
export const FAR_MS = 20;
export const OVERSEAS_MS = 350;

const API_KEY = 'the-key-of-the-benchmark';
const SCRIPTS = fileURLToPath(new URL('.', import.meta.url));

/** The programs that are missing on this machine; undefined if there are none. */
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
    // As of every public authority: servers show the intermediate's certificate as well.
    const intermediate = await authority.intermediate({ name: 'Benchmark Intermediate' });
    const certificate = await intermediate.issue({ names: ['*.example.com'] });

    const near = await reachAt(folder, '127.15.0.53');
    const far = await reachAt(folder, '127.15.1.53');
    const overseas = await reachAt(folder, '127.15.2.53');
    servers.push(await startKnot(folder, near.dnsPort, near.address));
    const nginx = await startNginx(folder, near.tlsPort, certificate);
    servers.push(nginx);
    for (const [reach, ms] of [
      [far, FAR_MS],
      [overseas, OVERSEAS_MS],
    ] as const) {
      servers.push(await startDistance(ms, reach, near));
    }
    const clostePort = await freePort();
    const closte = [`${SCRIPTS}closte.ts`, String(clostePort), API_KEY];
    servers.push(await startServer(process.execPath, closte, clostePort));
    const closteUrl = `http://127.0.0.1:${clostePort}${CLOSTE_API_PATH}`;

    return {
      near,
      far,
      overseas,
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
      connections: nginx.connections,
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

/** Makes the near servers reachable with a delay as well. */
function startDistance(ms: number, { address, dnsPort, tlsPort }: Place, near: Reach) {
  const ways = [
    { address, port: 53, to: near.dnsPort },
    { address: '127.0.0.1', port: dnsPort, to: near.dnsPort },
    { address: '127.0.0.1', port: tlsPort, to: near.tlsPort },
  ];
  const args = [`${SCRIPTS}distance.ts`, String(ms), JSON.stringify(ways)];
  return startServer(process.execPath, args, dnsPort);
}

/** A reach, with the address at which its resolver also listens at port 53. */
type Place = Reach & { readonly address: string };

async function reachAt(folder: string, address: string): Promise<Place> {
  const resolvConf = join(folder, `resolv-${address}.conf`);
  await writeFile(resolvConf, `nameserver ${address}\n`);
  return { dnsPort: await freePort(), tlsPort: await freePort(), resolvConf, address };
}
