import { withTimeoutOr } from '../../async/time-limit.ts';
import { phrase } from '../../problems/phrase.ts';
import type { Authorities, Dns, DnsServer, Lookup, LookupFailure } from './lookup.ts';

const TOO_LATE: LookupFailure = {
  kind: 'failure',
  cause: 'silent',
  reason: phrase('lookup.no-reply-in-time'),
};

const NOBODY: Authorities = { servers: [], left: [] };

/**
 * The same servers, but after the end of `time` all look-ups fail as silent, so that the check is judged by
 * the answers so far; servers that were found before are still known. The caller's own signal still rejects.
 */
export function dnsWithin(dns: Dns, time: AbortSignal): Dns {
  const within = (lookup: Lookup): Lookup => {
    return (name, type, signal) =>
      withTimeoutOr(time, (limit) => lookup(name, type, limit), TOO_LATE, signal);
  };
  const found = (find: Dns['authorities']): Dns['authorities'] => {
    const known = new Map<string, Authorities>();
    return async (name, signal) => {
      const before = known.get(name) ?? NOBODY;
      const authorities = await withTimeoutOr(time, (limit) => find(name, limit), before, signal);
      known.set(name, authorities);
      return { ...authorities, servers: authorities.servers.map(server) };
    };
  };
  const server = ({ title, lookup }: DnsServer) => ({ title, lookup: within(lookup) });
  return {
    resolve: within(dns.resolve),
    resolvers: dns.resolvers.map(server),
    authorities: found(dns.authorities),
    delegation: found(dns.delegation),
  };
}
