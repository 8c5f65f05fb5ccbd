import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import { DNS_PORT, dnsServerIn } from '../../../shared/settings/dns-server.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { messageOf, type PartFinding, well, wrong } from './finding.ts';

const TIMEOUT_MS = 4000;

/** A name that has addresses for as long as there are certificates of it. */
const KNOWN_NAME = 'letsencrypt.org';

/** Whether DNS can be asked from here: over UDP, and over TCP, which long answers take. */
export async function examineDns({ dnsServers, networkDomain }: Settings): Promise<PartFinding[]> {
  const servers = dnsServers ?? new Resolver().getServers();
  const findings = servers.map(async (server) => [
    await overUdp(server, networkDomain ?? KNOWN_NAME),
    await overTcp(server),
  ]);
  return (await Promise.all(findings)).flat();
}

async function overUdp(server: string, name: string): Promise<PartFinding> {
  const part = `DNS at ${server}, UDP`;
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: 1 });
  resolver.setServers([server]);
  try {
    return well(part, `${name} is ${(await resolver.resolve4(name)).join(', ')}`);
  } catch (error) {
    return wrong(
      part,
      messageOf(error),
      'Let UDP to port 53 out, or set DNS_SERVERS to a resolver that answers',
    );
  }
}

async function overTcp(server: string): Promise<PartFinding> {
  const part = `DNS at ${server}, TCP`;
  const { address, port } = dnsServerIn(server) ?? { address: server, port: DNS_PORT };
  const socket = connect({ host: address, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return well(part, 'takes connections');
  } catch (error) {
    return wrong(
      part,
      messageOf(error),
      'Let TCP to port 53 out: long answers come that way alone',
    );
  } finally {
    socket.destroy();
  }
}
