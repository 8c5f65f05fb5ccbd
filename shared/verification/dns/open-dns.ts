import { getServers } from 'node:dns';
import { withTimeoutOr } from '../../async/time-limit.ts';
import { phrase } from '../../problems/phrase.ts';
import { type Egress, EVERYWHERE } from '../egress.ts';
import type { Question } from './client/ask.ts';
import { authoritiesBy } from './client/authorities.ts';
import { DNS_PORT, parseEndpoint } from './client/endpoint.ts';
import { inquiries } from './client/inquire.ts';
import { fromResolver } from './client/interpret.ts';
import { anyResolver, lookupBy, resolverServer } from './client/resolvers.ts';
import type { Ask } from './client/zone-of.ts';
import type { Dns, LookupFailure } from './lookup.ts';
import { withoutSynthesized } from './synthesized.ts';

export interface DnsOptions {
  /** The resolvers, each as `ip`, `ip:port` or `[v6]:port`. Default: the system's resolvers. */
  readonly servers?: readonly string[];
  /** The port of a zone's name servers. Default: 53. */
  readonly port?: number;
  /** Ask name servers at private, loopback and other non-public addresses; resolvers are always asked. */
  readonly allowPrivateAddresses: boolean;
  /** Default: everything can be reached from here. */
  readonly egress?: Egress;
  /** Milliseconds of any clock; decides how long answers are remembered. Default: `Date.now`. */
  readonly now?: () => number;
}

const MOST_RESOLVERS = 3;
/** For one question to two or three resolvers, one after the other. */
const RESOLVE_MS = 4800;
/** For one question on the way to a zone's servers. */
const FIND_MS = 1500;
/** The 32 domains of a sweep that are looked at a time ask for A and AAAA together. */
const RESOLVER = { kind: 'resolver', inFlight: 64 } as const;
const AUTHORITY = { kind: 'authority', inFlight: 4, timeoutMs: 2000 } as const;

/**
 * Opens passes, each with its resolvers and name servers. Within a pass, servers' answers are cached for
 * seconds, and the servers of a zone for a minute: enough for one pass over many domains. A pass shares no
 * cache with the previous one, so that a person who has changed a record and asks for another look gets fresh
 * answers, except for names that are no customer's. All passes share the limits on questions under way and
 * the list of silent servers.
 *
 * @returns a function that opens a pass, by a rule which names are no customer's; by default, none is
 * @throws {TypeError} if a server is not an IP address
 */
export function dnsPasses(options: DnsOptions): (isCommon?: (name: string) => boolean) => Dns {
  const { servers = [], port = DNS_PORT, allowPrivateAddresses, now = Date.now } = options;
  const { egress = EVERYWHERE } = options;
  const endpoints = (servers.length > 0 ? servers : systemServers())
    .map(parseEndpoint)
    .slice(0, MOST_RESOLVERS);
  const timeoutMs = RESOLVE_MS / Math.max(2, endpoints.length);
  const ofResolvers = inquiries({ ...RESOLVER, timeoutMs }, now);
  const isTcpOnly = async (signal: AbortSignal) => !(await egress.has('dns-udp', signal));
  const ofAuthorities = inquiries({ ...AUTHORITY, isTcpOnly }, now);
  const common = ofResolvers();
  return (isCommon = () => false) => {
    const inquiry = ofResolvers();
    const resolve = (question: Question, signal: AbortSignal) =>
      anyResolver(endpoints, isCommon(question.name) ? common : inquiry, question, signal);
    return withoutSynthesized({
      resolve: lookupBy(fromResolver, resolve),
      resolvers: endpoints.map((one) => resolverServer(one, inquiry, endpoints.length === 1)),
      ...authoritiesBy({
        resolve: inAShortTime(resolve),
        inquiry: ofAuthorities(),
        reach: { port, allowPrivateAddresses, egress },
        now,
      }),
    });
  };
}

/**
 * If a zone's servers are silent, resolvers are silent, too, and the servers of the parent zone know as much.
 */
function inAShortTime(ask: Ask): Ask {
  const reason = phrase('lookup.no-reply', { seconds: FIND_MS / 1000 });
  const silent: LookupFailure = { kind: 'failure', cause: 'silent', reason };
  return (question, signal) =>
    withTimeoutOr(FIND_MS, (limit) => ask(question, limit), silent, signal);
}

function systemServers(): string[] {
  const found = getServers();
  return found.length > 0 ? found : ['127.0.0.1'];
}
