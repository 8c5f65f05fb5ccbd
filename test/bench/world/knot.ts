import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Server, startServer } from './server.ts';

/** All of example.com leads to this machine; nothing else exists. */
const ZONE = `
$TTL 300
@             SOA ns. hostmaster. 1 3600 600 86400 60
@             NS  ns.
ns            A   127.0.0.1
*.example.com A   127.0.0.1
`;

/**
 * Knot DNS, which answers as fast as a resolver with a warm cache.
 *
 * @param resolverAddress an address at which it also listens at port 53, for programs that use no other port
 */
export async function startKnot(
  folder: string,
  port: number,
  resolverAddress: string | undefined,
): Promise<Server> {
  const home = join(folder, 'knot');
  await mkdir(home);
  const zone = join(home, 'root.zone');
  await writeFile(zone, ZONE);
  const at53 = resolverAddress === undefined ? '' : `, ${resolverAddress}@53`;
  const configuration = join(home, 'knot.conf');
  await writeFile(
    configuration,
    `server:
    listen: [ 127.0.0.1@${port}${at53} ]
    rundir: ${home}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: ${home}
zone:
  - domain: .
    file: ${zone}
    zonefile-sync: -1
    journal-content: none
`,
  );
  return startServer('knotd', ['-c', configuration], port);
}
