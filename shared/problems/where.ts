import * as v from 'valibot';
import { hostOf } from './dns-hosts.ts';
import { areOfParking } from './parking-servers.ts';
import { type Phrase, phrase } from './phrase.ts';

/** Where records are changed. */
export interface Where {
  readonly zone: string;
  /** The zone's name servers, sorted by name; only the first few. */
  readonly servers: readonly string[];
  /** The DNS host that runs them, if it is known: `Cloudflare`. */
  readonly host?: string;
  /** The host's page on how to edit records. */
  readonly help?: string;
}

export const whereSchema = v.object({
  zone: v.string(),
  servers: v.pipe(v.array(v.string()), v.readonly()),
  host: v.exactOptional(v.string()),
  help: v.exactOptional(v.string()),
});

/** The place where a zone's records are changed, by the names of the zone's name servers. */
export function whereServed(zone: string, servers: readonly string[]): Where {
  const host = hostOf(servers);
  return { zone, servers, ...(host ? { host: host.name, help: host.help } : {}) };
}

/** The sentence that names the place. */
export function tellWhere({ zone, servers, host, help = '' }: Where): Phrase {
  if (areOfParking(servers)) return phrase('fix.where.parked', { zone, servers });
  return host === undefined
    ? phrase('fix.where.servers', { zone, servers })
    : phrase('fix.where.host', { zone, servers, host, help });
}
