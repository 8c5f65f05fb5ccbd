import { getDomain } from 'tldts';
import { phrase } from '../../../problems/phrase.ts';
import type { Dns, DnsServer } from '../lookup.ts';
import { type Cache, cache } from './cache.ts';
import type { Inquiry } from './inquire.ts';
import { fromAuthority } from './interpret.ts';
import type { DnsResponse } from './message.ts';
import {
  locate,
  type NameServer,
  type NameServersFound,
  type Reach,
  serverTitle,
} from './name-servers.ts';
import { lookupBy } from './resolvers.ts';
import { isOfType, type ResourceRecord } from './resource-record.ts';
import { isWithin, namesAbove, normalName } from './wire-name.ts';
import { type Ask, responseIn, zoneOf } from './zone-of.ts';

export interface AuthoritiesOptions {
  /** Asks the resolvers. */
  readonly resolve: Ask;
  /** Asks the zone's own servers. */
  readonly inquiry: Inquiry;
  readonly reach: Reach;
  readonly now: () => number;
}

const LIFE_MS = 60_000;
const FAILURE_LIFE_MS = 5000;
const MOST_ZONES = 1000;
/** The most zones in a row that cannot be looked up, one in the other, before one that can. */
const MOST_BROKEN_LEVELS = 2;

/** Where a zone is served: the servers that can be asked, and those that cannot. */
interface Zone extends NameServersFound {
  readonly zone?: string;
  readonly names?: readonly string[];
}

type Find = (name: string, levels: number, signal: AbortSignal) => Promise<Zone>;

/**
 * Finds the zone of a name, and its servers, through the resolvers. If the resolvers cannot look the zone up,
 * because its servers are lame or silent, the zone above is asked which servers the zone is delegated to. The
 * zone above is also asked for the `delegation` if the resolvers may have cached an old one.
 */
export function authoritiesBy(
  options: AuthoritiesOptions,
): Pick<Dns, 'authorities' | 'delegation'> {
  const { now } = options;
  const lifeMs = ({ servers }: Zone) => (servers.length > 0 ? LIFE_MS : FAILURE_LIFE_MS);
  const zones = cache<Zone>({ now, most: MOST_ZONES, lifeMs });
  const find: Find = (name, levels, signal) => findZone(name, levels, signal, options, zones, find);

  const told =
    (look: (name: string, signal: AbortSignal) => Promise<Zone>): Dns['authorities'] =>
    async (text, signal) => {
      signal.throwIfAborted();
      const name = normalName(text);
      if (name === undefined) return { servers: [], left: [phrase('servers.impossible-name')] };
      const { zone, names, servers, left } = await look(name, signal);
      return {
        ...(zone === undefined ? {} : { zone }),
        ...(names === undefined ? {} : { names }),
        servers: servers.map((one) => authority(one, options.inquiry)),
        left,
      };
    };
  return {
    authorities: told((name, signal) => find(name, MOST_BROKEN_LEVELS, signal)),
    delegation: told(async (name, signal) => {
      const [above] = namesAbove(name);
      const zone = await zones(`delegation of ${name}`, signal, async (anyone) => {
        const delegated = await byParent(name, above, 1, anyone, options, find);
        // The server has the name itself, so there is no zone below it.
        return delegated?.zone === name ? delegated : { servers: [], left: [] };
      });
      return zone;
    }),
  };
}

function authority({ name, endpoint }: NameServer, inquiry: Inquiry): DnsServer {
  return {
    title: serverTitle(name, endpoint.address),
    lookup: lookupBy(fromAuthority, (question, signal) => inquiry.ask(endpoint, question, signal)),
  };
}

async function findZone(
  name: string,
  levels: number,
  signal: AbortSignal,
  options: AuthoritiesOptions,
  zones: Cache<Zone>,
  find: Find,
): Promise<Zone> {
  const { zone, alias, failure } = await zoneOf(name, options.resolve, signal);
  if (zone === undefined) {
    return { servers: [], left: [failure ?? phrase('servers.no-zone', { name })] };
  }
  // No CNAME record can stand at the top of a zone (RFC 1034, 3.6.2), but some servers have one there.
  if (alias !== undefined && isRegistered(alias) && levels > 0) {
    const hidden = await zones(`at ${alias}`, signal, async (anyone) => {
      const told = await byParent(alias, zone, levels, anyone, options, find);
      return told ?? { servers: [], left: [] };
    });
    if (hidden.servers.length > 0) return hidden;
  }
  if (failure === undefined) {
    const known = await zones(zone, signal, (anyone) => byResolvers(zone, options, anyone));
    if (known.servers.length > 0 || levels === 0) return known;
    const told = await byParent(zone, namesAbove(zone)[0], levels, signal, options, find);
    return told && told.servers.length > 0 ? told : known;
  }
  if (levels === 0) return { servers: [], left: [failure] };
  const told = await zones(`above ${name}`, signal, async (anyone) => {
    const below = await byParent(name, zone, levels, anyone, options, find);
    return below ?? { servers: [], left: [failure] };
  });
  return told;
}

/** Whether people register names like this one, so that a zone begins there. */
function isRegistered(name: string): boolean {
  return getDomain(name, { extractHostname: false }) === name;
}

/** The zone as the resolvers know it. */
async function byResolvers(
  zone: string,
  { resolve, reach }: AuthoritiesOptions,
  signal: AbortSignal,
): Promise<Zone> {
  const response = responseIn(await resolve({ name: zone, type: 'NS' }, signal));
  const names = response ? targets(response.answers, zone) : [];
  if (names.length === 0)
    return { zone, servers: [], left: [phrase('servers.no-ns-record', { zone })] };
  return { zone, ...inOrder(names), ...(await locate(names, [], resolve, reach, signal)) };
}

/** The zone as the servers of the zone of `above` delegate it; undefined if they do not say. */
async function byParent(
  name: string,
  above: string | undefined,
  levels: number,
  signal: AbortSignal,
  { resolve, inquiry, reach }: AuthoritiesOptions,
  find: Find,
): Promise<Zone | undefined> {
  if (above === undefined || above === '.') return undefined;
  const parent = await find(above, levels - 1, signal);
  for (const { endpoint } of parent.servers) {
    const outcome = await inquiry.ask(endpoint, { name, type: 'NS' }, signal);
    if (outcome.kind === 'failure') continue;
    // The server has the name itself, so there is no zone below it.
    if (outcome.authoritative) return parent;
    const zone = delegationIn(outcome, name, parent.zone);
    if (zone === undefined) continue;
    const names = targets(outcome.authority, zone);
    const glue = outcome.additional.filter((record) => isWithin(record.name, parent.zone ?? zone));
    return { zone, ...inOrder(names), ...(await locate(names, glue, resolve, reach, signal)) };
  }
  return undefined;
}

function delegationIn(
  { authority }: DnsResponse,
  name: string,
  parent: string | undefined,
): string | undefined {
  return authority.find(
    (one) => one.type === 'NS' && one.name !== parent && isWithin(name, one.name),
  )?.name;
}

/** A hostile zone has thousands of servers. */
const MOST_NAMES = 16;

function inOrder(names: readonly string[]): { readonly names: readonly string[] } {
  return { names: [...new Set(names.slice(0, MOST_NAMES))].sort() };
}

function targets(records: readonly ResourceRecord[], zone: string): string[] {
  return records
    .filter((record) => isOfType(record, 'NS'))
    .filter((record) => record.name === zone)
    .map(({ value }) => value);
}
