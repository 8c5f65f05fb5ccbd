/** Whole looks at a domain whose servers answer with as much as they can. */

import type { IssuedCertificate } from '../../infra/local/sandbox/certificate-authority.ts';
import { tlsServer } from '../../infra/local/sandbox/tls-server.ts';
import { parseDomainName } from '../../shared/domain-name.ts';
import { checkCertificate } from '../../shared/verification/certificate/check-certificate.ts';
import { checkDns } from '../../shared/verification/dns/check-dns.ts';
import type { Question } from '../../shared/verification/dns/client/ask.ts';
import { authoritiesBy } from '../../shared/verification/dns/client/authorities.ts';
import type { QueryOutcome } from '../../shared/verification/dns/client/inquire.ts';
import { fromAuthority, fromResolver } from '../../shared/verification/dns/client/interpret.ts';
import { readResponse } from '../../shared/verification/dns/client/message.ts';
import { lookupBy } from '../../shared/verification/dns/client/resolvers.ts';
import type { Dns } from '../../shared/verification/dns/lookup.ts';
import { EVERYWHERE } from '../../shared/verification/egress.ts';
import { scriptedDns } from '../support/scripted-dns.ts';
import { hostileReply } from './hostile-messages.ts';
import { HOSTILE_ZONES, type HostileZone } from './hostile-zones.ts';

const signal = new AbortController().signal;

export interface HostileLook {
  readonly domain: string;
  readonly zone: keyof typeof HOSTILE_ZONES;
  /** The maximum size of a reply. */
  readonly bytes: number;
}

/** The look that is counted: `asked` is called with every question, and with every search for servers. */
export function dnsLook(
  { zone, ...look }: HostileLook,
  asked?: (question: string) => void,
): Promise<void> {
  return lookAt(HOSTILE_ZONES[zone], look, asked);
}

/** The same at any zone. */
export async function lookAt(
  zone: HostileZone,
  look: Omit<HostileLook, 'zone'>,
  asked?: (question: string) => void,
): Promise<void> {
  await checkDns(
    parseDomainName(look.domain),
    { domain: 'network.example.com', addresses: ['8.8.0.0', '2001:db8::'] },
    {
      dns: hostileDns(zone, look, asked),
      allowPrivateAddresses: false,
      certificateAuthority: 'letsencrypt.org',
      prove: async () => 'unknown',
      signal,
    },
  );
}

/** The replies of three resolvers, and of the zone's own servers, old and new, to every question. */
function hostileDns(
  zone: HostileZone,
  { domain, bytes }: Omit<HostileLook, 'zone'>,
  asked: (question: string) => void = () => {},
): Dns {
  const said = saidBy(zone, bytes);
  const servers = (
    whose: string,
    count: number,
    read: typeof fromResolver | typeof fromAuthority,
  ) =>
    Array.from({ length: count }, (_, index) => ({
      title: `192.0.2.${index} ${whose}`,
      lookup: lookupBy(read, (question) => {
        asked(`${whose} ${index}: ${question.name} ${question.type}`);
        return said(question);
      }),
    }));
  const found = (whose: string) => async (name: string) => {
    asked(`${whose} of ${name}`);
    return { zone: domain, servers: servers(whose, 9, fromAuthority), left: [] };
  };
  const [resolver = { lookup: lookupBy(fromResolver, said) }] = servers(
    'resolver',
    1,
    fromResolver,
  );
  return {
    resolve: resolver.lookup,
    resolvers: servers('resolver', 3, fromResolver),
    authorities: found('authorities'),
    delegation: found('delegation'),
  };
}

/** The search for a zone's servers, with resolvers that pass on whatever its servers answer. */
export async function authorities({ domain, zone, bytes }: HostileLook): Promise<void> {
  const said = saidBy(HOSTILE_ZONES[zone], bytes);
  const dns = authoritiesBy({
    resolve: said,
    inquiry: { ask: (_, question) => said(question), isSilent: () => false },
    reach: { port: 9, allowPrivateAddresses: false, egress: EVERYWHERE },
    now: () => 0,
  });
  await dns.authorities(domain, signal);
  await dns.delegation(domain, signal);
}

function saidBy(zone: HostileZone, bytes: number) {
  const messages = new Map<string, Buffer>();
  return async ({ name, type }: Question): Promise<QueryOutcome> => {
    const query = { id: 7, name, type, recursion: true, unchecked: false, edns: true };
    const message = messages.get(`${name} ${type}`) ?? hostileReply(query, zone(query), bytes);
    messages.set(`${name} ${type}`, message);
    const reply = readResponse(message, query);
    if (typeof reply === 'object') return reply;
    return { kind: 'failure', cause: 'broken', reason: 'a malformed reply' };
  };
}

/** At sixteen addresses. */
export async function certificateLook(shown: IssuedCertificate): Promise<void> {
  const server = await tlsServer({ certificateFor: () => shown });
  const { resolve } = scriptedDns({ resolver: { 'www.shop.com': ['A 127.0.0.1'] } });
  try {
    await checkCertificate(parseDomainName('shop.com'), Array(16).fill('127.0.0.1'), {
      port: server.port,
      allowPrivateAddresses: true,
      lookup: resolve,
      now: Date.now,
      signal,
      timeoutMs: 60_000,
    });
  } finally {
    await server.close();
  }
}
