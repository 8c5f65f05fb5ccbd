import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import { DNS_PORT, dnsServerIn } from '../../../shared/settings/dns-server.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { messageOf, type PartFinding, well, wrong } from './finding.ts';

const TIMEOUT_MS = 4000;

/** UDP loses messages, so there is a second try, to which c-ares gives twice the time. */
const TRIES = 2;

/** A name that has addresses as long as its authority issues certificates. */
const KNOWN_NAME = 'letsencrypt.org';

/** Whether DNS can be asked from here: over UDP, and over TCP, which long answers need. */
export async function examineDns({ dnsServers, networkDomain }: Settings): Promise<PartFinding[]> {
  const servers = dnsServers ?? new Resolver().getServers();
  const findings = servers.map(async (server) => [
    await overUdp(server, networkDomain ?? KNOWN_NAME),
    await overTcp(server),
  ]);
  return (await Promise.all(findings)).flat();
}

/** The meaning of an answer without an address, by Node's codes. */
const ANSWERS: ReadonlyMap<unknown, (name: string) => string> = new Map([
  ['ENOTFOUND', (name) => `says that ${name} does not exist`],
  ['ENODATA', (name) => `says that ${name} has no address`],
  ['ESERVFAIL', (name) => `cannot resolve ${name}`],
  ['EREFUSED', (name) => `refuses to look up ${name} for this machine`],
]);

async function overUdp(server: string, name: string): Promise<PartFinding> {
  const part = `DNS at ${server}, UDP`;
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  resolver.setServers([server]);
  try {
    return well(part, `${name} is ${(await resolver.resolve4(name)).join(', ')}`);
  } catch (error) {
    const says = error instanceof Error && 'code' in error ? ANSWERS.get(error.code) : undefined;
    return says === undefined
      ? wrong(
          part,
          messageOf(error),
          'Let UDP to port 53 out, or set DNS_SERVERS to a resolver that answers',
        )
      : wrong(part, says(name), 'Set DNS_SERVERS to a resolver of the public DNS');
  }
}

async function overTcp(server: string): Promise<PartFinding> {
  const part = `DNS at ${server}, TCP`;
  const { address, port } = dnsServerIn(server) ?? { address: server, port: DNS_PORT };
  const socket = connect({ host: address, port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return well(part, 'accepts connections');
  } catch (error) {
    return wrong(part, messageOf(error), 'Let TCP to port 53 out: long answers need it');
  } finally {
    socket.destroy();
  }
}
