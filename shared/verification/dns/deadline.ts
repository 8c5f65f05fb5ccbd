import { orElse } from '../../async/time-limit.ts';
import { phrase } from '../../problems/phrase.ts';
import type { Dns, Lookup, LookupFailure } from './answer.ts';

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
      orElse(TOO_LATE, (either) => lookup(name, type, either), signal, time);
  };
  return {
    resolve: within(dns.resolve),
    resolvers: dns.resolvers.map(({ title, lookup }) => ({ title, lookup: within(lookup) })),
    async authorities(name, signal) {
      const found = await orElse(
        { servers: [], left: [] },
        (either) => dns.authorities(name, either),
        signal,
        time,
      );
      const servers = found.servers.map(({ title, lookup }) => ({ title, lookup: within(lookup) }));
      return { ...found, servers };
    },
  };
}
