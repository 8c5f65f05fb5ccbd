import type {
  CaaValue,
  Dns,
  Lookup,
  LookupFailure,
  LookupResult,
  RecordType,
  RecordValues,
} from '../../shared/verification/dns/lookup.ts';

/**
 * The answers of one server: records by name, as a zone file writes them (`A 203.0.113.7`, `CAA 0 issue
 * "ca.example.net"`), or a failure. A key may be a name and a type. `hangs`: no answer ever arrives.
 */
export type Script = Readonly<Record<string, readonly string[] | LookupFailure | 'hangs'>>;

export interface DnsScript {
  /** The answers of the resolvers when they are asked together. */
  readonly resolver: Script;
  readonly resolvers?: Readonly<Record<string, Script>>;
  /** The zone of all names, as in SOA records. */
  readonly zone?: string;
  /** The zone's own servers. */
  readonly servers?: Readonly<Record<string, Script>>;
  readonly left?: readonly string[];
  /** The servers to which the zone above delegates it. Default: the same. */
  readonly delegated?: Readonly<Record<string, Script>>;
  /** The time to live of every answer of the resolvers, in seconds. Default: 300. */
  readonly ttlSeconds?: number;
}

export interface ScriptedDns extends Dns {
  /** Every question, after the server that was asked: `8.8.8.8: shop.example.com A`. */
  readonly asked: readonly string[];
}

/** Servers that answer what no real server can be made to answer, or not without a minute of waiting. */
export function scriptedDns(script: DnsScript): ScriptedDns {
  const { ttlSeconds = 300 } = script;
  const asked: string[] = [];
  const lookup = (title: string, table: Script): Lookup => {
    return async (name, type, signal) => {
      asked.push(`${title}: ${name} ${type}`);
      return answerTo(table, name, type, { ttlSeconds, zone: script.zone }, signal);
    };
  };
  const servers = (tables: Readonly<Record<string, Script>> = {}) =>
    Object.entries(tables).map(([title, table]) => ({ title, lookup: lookup(title, table) }));
  return {
    asked,
    resolve: lookup('resolver', script.resolver),
    resolvers: servers(script.resolvers ?? { '192.0.2.53': script.resolver }),
    async authorities(name) {
      asked.push(`authorities of ${name}`);
      const zone = script.zone === undefined ? {} : { zone: script.zone };
      return { ...zone, servers: servers(script.servers), left: script.left ?? [] };
    },
    async delegation(zone) {
      asked.push(`delegation of ${zone}`);
      return { zone, servers: servers(script.delegated ?? script.servers), left: [] };
    },
  };
}

const MAX_HOPS = 16;
const SERVFAIL: LookupFailure = { kind: 'failure', cause: 'broken', reason: 'SERVFAIL' };

async function answerTo<Type extends RecordType>(
  table: Script,
  asked: string,
  type: Type,
  { ttlSeconds, zone }: { readonly ttlSeconds: number; readonly zone: string | undefined },
  signal: AbortSignal,
): Promise<LookupResult<RecordValues[Type]>> {
  signal.throwIfAborted();
  const cnames: string[] = [];
  const absence = { cnames, ttlSeconds, ...(zone === undefined ? {} : { zone }) };
  for (let name = asked; cnames.length <= MAX_HOPS; ) {
    const found = table[`${name} ${type}`] ?? table[name];
    if (found === 'hangs') return never(signal);
    if (found !== undefined && 'kind' in found) return found;
    if (found === undefined) {
      const isAbove = Object.keys(table).some((other) => other.endsWith(`.${name}`));
      return { kind: isAbove ? 'no-data' : 'no-name', ...absence };
    }
    const values = found
      .filter((record) => record.startsWith(`${type} `))
      .map((record) => record.slice(type.length + 1));
    const target = found.find((record) => record.startsWith('CNAME '))?.slice(6);
    if (values.length > 0)
      return { kind: 'records', values: values.map(PARSERS[type]), ttlSeconds, cnames };
    if (target === undefined) return { kind: 'no-data', ...absence };
    cnames.push(target);
    name = target;
  }
  return SERVFAIL;
}

const same = (text: string) => text;
const PARSERS: { readonly [Type in RecordType]: (text: string) => RecordValues[Type] } = {
  A: same,
  AAAA: same,
  CNAME: same,
  DNAME: same,
  NS: same,
  SOA: same,
  DS: same,
  CAA: caa,
};

/** `0 issue "ca.example.net"`. */
export function caa(text: string): CaaValue {
  const [, flags = '0', tag = '', value = ''] = /^(\d+) (\S+) "(.*)"$/s.exec(text) ?? [];
  return { flags: Number(flags), tag, value };
}

function never(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
