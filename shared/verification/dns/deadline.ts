import { withTimeoutOr } from '../../async/time-limit.ts';
import { phrase } from '../../problems/phrase.ts';
import type { Dns, Lookup, LookupFailure } from './lookup.ts';

const TOO_LATE: LookupFailure = {
  kind: 'failure',
  cause: 'silent',
  reason: phrase('lookup.no-reply-in-time'),
};

/**
 * The same servers, except that from the end of `time` on nobody answers any more: what was seen by
 * then is what there is to judge by. The caller's own signal still rejects.
 */
export function dnsWithin(dns: Dns, time: AbortSignal): Dns {
  const within = (lookup: Lookup): Lookup => {
    return (name, type, signal) =>
      withTimeoutOr(time, (limit) => lookup(name, type, limit), TOO_LATE, signal);
  };
  return {
    resolve: within(dns.resolve),
    resolvers: dns.resolvers.map(({ title, lookup }) => ({ title, lookup: within(lookup) })),
    async authorities(name, signal) {
      const found = await withTimeoutOr(
        time,
        (limit) => dns.authorities(name, limit),
        { servers: [], left: [] },
        signal,
      );
      const servers = found.servers.map(({ title, lookup }) => ({ title, lookup: within(lookup) }));
      return { ...found, servers };
    },
  };
}
