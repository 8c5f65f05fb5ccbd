import type { IssuedCertificate } from '../../../infra/local/sandbox/certificate-authority.ts';
import type { DnsScript } from '../../../infra/local/sandbox/dns-server.ts';
import type { ProblemCode } from '../../../shared/problems/codes.ts';
import type { Network } from '../../../shared/problems/findings.ts';
import type { ZoneDescription } from '../../support/zone-tree.ts';
import type { Authorities } from './authorities.ts';

/** One thing that can be wrong with a domain, and the problems that have to be reported. */
export interface Row {
  readonly situation: string;
  readonly domain: string;
  /** The zones by name, which no other row has: their records, or a description where more is needed. */
  readonly zones?: Readonly<Record<string, readonly string[] | ZoneDescription>>;
  /** The records of some of its zones until a moment ago, which the resolvers have cached. */
  readonly was?: Readonly<Record<string, readonly string[]>>;
  /** The one of its zones that was moved to other servers, or registered, a moment ago. */
  readonly redelegated?: string;
  /** The records by which each of the two resolvers overrides its look-up of a name. */
  readonly resolvers?: readonly [ResolverChoices, ResolverChoices];
  /** The only resolver, for answers that BIND would never give. */
  readonly script?: DnsScript;
  /** The resolvers that are asked, in place of both. */
  readonly asks?: (resolvers: readonly string[]) => readonly string[];
  /** Whether Unbound looks it up instead of BIND. */
  readonly byUnbound?: boolean;
  /** Default: {@link NETWORK}. */
  readonly network?: Network;
  /**
   * The certificate shown for its name at an address of {@link PLACES} that has certificates; default: a good
   * one.
   */
  readonly shown?: Readonly<Record<string, CertificateMaker>>;
  /** Settings besides those that point at the servers of the matrix. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly needsIpv6?: boolean;
  /**
   * The problems in the order in which to fix them; empty if everything is right. `{ns2.a.test}` stands for
   * that server's title.
   */
  readonly told: readonly (readonly [code: ProblemCode, remedy: string])[];
  /** The last sentence of the first remedy, which says where to make the change. Default: not compared. */
  readonly where?: string;
  /** Further words that the text must have: the bad address, the record in the way. */
  readonly named?: readonly string[];
}

export type ResolverChoices = Readonly<Record<string, readonly string[]>>;

export type CertificateMaker = (
  authorities: Authorities,
  serverName: string,
) => Promise<IssuedCertificate>;

/** The addresses of the servers. Those that listen do so on the same ports. */
export const PLACES = {
  network: '127.1.0.1',
  secondNetwork: '127.1.0.2',
  /** The only IPv6 address that every machine with IPv6 has; a proxy's if the network has none. */
  networkV6: '::1',
  elsewhere: '127.1.0.9',
  alsoElsewhere: '127.1.0.8',
  elsewhereV6: '2001:db8::9',
  /** A port that nobody listens on. */
  closed: '127.1.0.11',
  resetting: '127.1.0.12',
  silent: '127.1.0.13',
  plainHttp: '127.1.0.14',
  /** Ends the handshake with an alert: it has no certificate at all. */
  certificateless: '127.1.0.15',
  hangingUp: '127.1.0.16',
  /** Speaks TLS 1.0 and nothing newer. */
  oldTls: '127.1.0.17',
  /** Chooses a cipher that no client has offered. */
  oddTls: '127.1.0.18',
  /** A proxy in front of the network, with a certificate of its own. */
  proxy: '127.1.0.80',
  /** Another one, which redirects to HTTPS first. */
  proxyToHttps: '127.1.0.81',
  /** A proxy in front of a stranger's site. */
  strangersProxy: '127.1.0.82',
  /** Answers with a proof that was made with another secret. */
  forger: '127.1.0.83',
  /** Redirects to the network's own name, where the proof is. */
  redirecting: '127.1.0.84',
  /** Answers with the proof, followed by far more. */
  talkative: '127.1.0.85',
  /** A proxy that has no certificate at all. */
  proxyWithoutTls: '127.1.0.87',
  /** A proxy that does not reach what is behind it. */
  brokenProxy: '127.1.0.86',
  /** Tests whether visitors are human. */
  challengingProxy: '127.1.0.88',
  /** Asks for a login first, and does not say what it is. */
  wantingLogin: '127.1.0.89',
  /** Redirects the visitors of an apex to its www twin, for which it is a proxy of the network. */
  redirectingProxy: '127.1.0.90',
  /** Redirects everybody to a site of its own. */
  sendingAway: '127.1.0.91',
} as const;

/** The network that a mapped domain must point at. */
export const NETWORK: Network = { domain: 'network.test', addresses: [PLACES.network] };

/** A zone whose only server is `ns1` in the domain of its DNS host. */
export function servedBy(host: string, records: readonly string[]): ZoneDescription {
  return { records, servers: [{ records, named: `ns1.${host}` }] };
}
