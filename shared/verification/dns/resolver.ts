import { getServers, Resolver as SystemResolver } from 'node:dns/promises';

export type RecordType = 'A' | 'AAAA' | 'CNAME';

/** What a look-up came to. */
export type DnsAnswer =
  /** At least one. */
  | { readonly kind: 'records'; readonly values: readonly string[] }
  /** NXDOMAIN: there is no such name. */
  | { readonly kind: 'no-name' }
  /** The name has no record of that type. */
  | { readonly kind: 'no-data' }
  /** Not known: `reason` completes "gave no answer: …". */
  | {
      readonly kind: 'failure';
      readonly reason: string;
      /** Whether a server replied at all, so that it is worth asking it something else. */
      readonly replied: boolean;
    };

/**
 * Looks up the records of one type: addresses, or the target of a CNAME. Servers that do not answer
 * are an answer, too; it rejects only with the reason of an aborted `signal`.
 */
export type Resolver = (name: string, type: RecordType, signal: AbortSignal) => Promise<DnsAnswer>;

export interface ResolverOptions {
  /** Each as `ip`, `ip:port` or `[v6]:port`. Default: the system's own. */
  readonly servers?: readonly string[];
  /** For one look-up, all servers and tries together. Default: 5000. */
  readonly timeoutMs?: number;
}

const TRIES = 2;

/**
 * A resolver that asks anew each time.
 *
 * @throws {TypeError} if a server is not an IP address
 */
export function dnsResolver({ servers = [], timeoutMs = 5000 }: ResolverOptions = {}): Resolver {
  const countServers = servers.length || getServers().length || 1;
  const timeout = Math.max(1, Math.floor(timeoutMs / (TRIES * countServers)));
  const resolver = new SystemResolver({ timeout, maxTimeout: timeout, tries: TRIES });
  if (servers.length > 0) resolver.setServers(servers);

  return async (name, type, signal) => {
    signal.throwIfAborted();
    const { promise: givenUp, reject } = Promise.withResolvers<never>();
    const abort = () => reject(signal.reason);
    const timer = setTimeout(() => reject(new LookupTimeout()), timeoutMs);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const values = await Promise.race([lookUp(resolver, name, type), givenUp]);
      // A CNAME alone in the answer, for one.
      return values.length > 0 ? { kind: 'records', values } : { kind: 'no-data' };
    } catch (error) {
      signal.throwIfAborted();
      return answerFor(error, timeoutMs);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  };
}

class LookupTimeout extends Error {
  readonly code = 'ETIMEOUT';
}

function lookUp(resolver: SystemResolver, name: string, type: RecordType): Promise<string[]> {
  switch (type) {
    case 'A':
      return resolver.resolve4(name);
    case 'AAAA':
      return resolver.resolve6(name);
    case 'CNAME':
      return resolver.resolveCname(name);
  }
}

/** By c-ares' codes (https://nodejs.org/api/dns.html#error-codes). */
function answerFor(error: unknown, timeoutMs: number): DnsAnswer {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  switch (code) {
    case 'ENOTFOUND':
    case 'EBADNAME': // No client can look it up, so there is no such host for anyone.
      return { kind: 'no-name' };
    case 'ENODATA':
      return { kind: 'no-data' };
    case 'ESERVFAIL':
      return replied('SERVFAIL');
    case 'EREFUSED':
      return replied('REFUSED');
    case 'EBADRESP':
    case 'EFORMERR':
      return replied('a malformed reply');
    case 'ETIMEOUT':
      return silent(`no reply within ${timeoutMs / 1000} s`);
    case 'ECONNREFUSED':
      return silent('the resolver cannot be reached');
    default:
      return silent(code);
  }
}

const replied = (reason: string) => ({ kind: 'failure', reason, replied: true }) as const;
const silent = (reason: string) => ({ kind: 'failure', reason, replied: false }) as const;
