import type { Dns, Lookup, LookupFailure } from './answer.ts';

const TOO_LATE: LookupFailure = { kind: 'failure', cause: 'silent', reason: 'no reply in time' };

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

/**
 * What `act` comes to, or `otherwise` if `time` is up first.
 *
 * @throws the reason of an aborted `signal`, and what `act` throws before either
 */
export async function orElse<Result, Otherwise>(
  otherwise: Otherwise,
  act: (signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
  time: AbortSignal,
): Promise<Result | Otherwise> {
  signal.throwIfAborted();
  if (time.aborted) return otherwise;
  const either = AbortSignal.any([signal, time]);
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(either.reason);
  either.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([act(either), aborted]);
  } catch (error) {
    signal.throwIfAborted();
    if (time.aborted) return otherwise;
    throw error;
  } finally {
    either.removeEventListener('abort', abort);
  }
}
