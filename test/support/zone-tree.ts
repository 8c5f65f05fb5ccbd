/** Zones below a root: the servers of each, and its delegation by the parent. */

import type { View } from './named.ts';
import { isTampering, type Tampering } from './tampering.ts';
import { type SignedZone, type Signing, writeZone } from './zone-file.ts';

/**
 * - `refuses`: it does not have the zone, and answers REFUSED
 * - `knows-nothing`: it does not have the zone, but answers without authority (a lame delegation)
 * - `silent`: it receives queries, and never replies
 * - `gone`: nobody listens at its address
 * - `no-address`: its name, `ns1.nowhere`, has no address
 * - records: it has these instead of the zone's; perhaps it is `named` otherwise than others
 * - the others: it answers, with the fault that they name
 */
export type ServerConduct =
  | 'answers'
  | 'refuses'
  | 'knows-nothing'
  | 'silent'
  | 'gone'
  | 'no-address'
  | Tampering
  | { readonly records: readonly string[]; readonly named?: string };

export interface ZoneDescription {
  /**
   * Lines of a zone file, with names relative to the zone: `www 300 A 203.0.113.7`, `*.shop CNAME @`. The
   * zone's SOA and NS records, and its delegation, are added.
   */
  readonly records: readonly string[];
  /** Its servers `ns1`, `ns2` …; two that answer by default. */
  readonly servers?: readonly ServerConduct[];
  /** The negative TTL: how long resolvers may remember that a name does not exist. Default: 30. */
  readonly negativeTtlSeconds?: number;
  /** How long resolvers may remember its servers. Default: 300. */
  readonly delegationTtlSeconds?: number;
  /**
   * The servers to which its parent delegates it until `redelegate`; if there are none, it is not registered
   * until then. They are also named `ns1` …; the current servers have the addresses after theirs.
   */
  readonly former?: readonly ServerConduct[];
  /** Whether its own NS records still name the former servers. */
  readonly namesFormer?: boolean;
  /** Whether and how it is signed (DNSSEC); its parent must then be signed, too, unless it is the root. */
  readonly signed?: Signing;
}

export interface Zone {
  /** The name without the last dot: '' is the root. */
  readonly name: string;
  readonly records: readonly string[];
  readonly signed: Signing | undefined;
  readonly negativeTtlSeconds: number | undefined;
  readonly delegationTtlSeconds: number | undefined;
  /** How many zones are above it. Zones at one depth share a view, so no parent shares one with its child. */
  readonly depth: number;
  readonly parent: string | undefined;
  readonly servers: readonly PlacedServer[];
  /** Whether its parent delegates it to the former servers or to the current ones. */
  readonly delegated: 'former' | 'now';
  readonly namesFormer: boolean;
}

export interface PlacedServer {
  readonly conduct: ServerConduct;
  readonly address: string | undefined;
  readonly when: 'former' | 'now';
}

const BOTH_ANSWER: readonly ServerConduct[] = ['answers', 'answers'];
const ABOVE: ZoneDescription = { records: [], servers: ['answers'], signed: 'well' };

/** The zones, with top-level domains and a root above them; the servers have consecutive addresses. */
export function placed(
  described: Readonly<Record<string, ZoneDescription>>,
  addressAt: (index: number) => string,
): Zone[] {
  const tops = Object.keys(described).map(
    (name) => [name.split('.').at(-1) ?? name, ABOVE] as const,
  );
  const all = { '': ABOVE, ...Object.fromEntries<ZoneDescription>(tops), ...described };
  const names = Object.keys(all);
  const above = (name: string) =>
    names.filter((one) => one !== name && (one === '' || name.endsWith(`.${one}`)));
  let index = 0;
  return Object.entries<ZoneDescription>(all).map(([name, zone]) => ({
    name,
    records: zone.records,
    signed: zone.signed,
    negativeTtlSeconds: zone.negativeTtlSeconds,
    delegationTtlSeconds: zone.delegationTtlSeconds,
    depth: above(name).length,
    parent: above(name).sort((a, b) => b.length - a.length)[0],
    servers: (['former', 'now'] as const).flatMap((when) =>
      (when === 'now' ? (zone.servers ?? BOTH_ANSWER) : (zone.former ?? [])).map((conduct) => ({
        conduct,
        address: conduct === 'no-address' ? undefined : addressAt(index++),
        when,
      })),
    ),
    delegated: zone.former ? 'former' : 'now',
    namesFormer: zone.namesFormer ?? false,
  }));
}

/**
 * The addresses of the servers that behave like this; a server that is tampered with counts as one that
 * answers.
 */
export function addressesThat(zones: readonly Zone[], conduct: ServerConduct): string[] {
  return zones
    .flatMap(({ servers }) => servers)
    .filter((one) => (isTampering(one.conduct) ? 'answers' : one.conduct) === conduct)
    .flatMap(({ address }) => address ?? []);
}

export interface WrittenZones {
  readonly views: readonly View[];
  /** The root's key, for resolvers that validate. */
  readonly anchor: string | undefined;
}

/** Children first: their parents' files contain the DS records of their keys. */
export async function writeZones(
  folder: string,
  zones: readonly Zone[],
  serial: number,
): Promise<WrittenZones> {
  const written = new Map<string, SignedZone>();
  const odd: View[] = [];
  for (const zone of zones.toSorted((a, b) => b.depth - a.depth)) {
    const children = zones.filter(({ parent }) => parent === zone.name);
    const below = children.flatMap((child) => [
      ...delegation(child, `${child.name}.`, child.delegated),
      ...(written.get(child.name)?.ds ?? []),
    ]);
    const { name, signed, negativeTtlSeconds } = zone;
    const write = (own: readonly string[], when: PlacedServer['when'], version = '') => {
      const records = [
        ...delegation(zone, '@', zone.namesFormer ? 'former' : when),
        ...below,
        ...own,
      ];
      const file = { zone: name, records, serial, negativeTtlSeconds, signed, version };
      return writeZone(folder, file);
    };
    written.set(name, await write(zone.records, 'now'));
    for (const [i, { conduct, address, when }] of zone.servers.entries()) {
      if (typeof conduct === 'string' || address === undefined) continue;
      const { path } = await write(conduct.records, when, `-${i + 1}`);
      odd.push({ name: `${name}-${i + 1}`, addresses: [address], zones: [{ zone: name, path }] });
    }
  }

  const depths = [...new Set(zones.map(({ depth }) => depth))];
  const shared = depths.map((depth) => {
    const there = zones.filter((zone) => zone.depth === depth);
    return {
      name: `depth-${depth}`,
      addresses: addressesThat(there, 'answers'),
      zones: there.flatMap(({ name }) => {
        const path = written.get(name)?.path;
        return path === undefined ? [] : [{ zone: name, path }];
      }),
    };
  });
  return { views: [...shared, ...odd], anchor: written.get('')?.anchor };
}

/** The NS records of a zone, and the addresses of its servers. */
export function delegation(
  { name, servers, delegationTtlSeconds: ttl = 300 }: Zone,
  owner: string,
  whose: PlacedServer['when'] = 'now',
): string[] {
  return servers.flatMap(({ address, when, conduct }, i) => {
    if (when !== whose) return [];
    // named refuses to load a zone with a name server inside it that has no address.
    if (address === undefined) return [`${owner} ${ttl} NS ns${i + 1}.nowhere.`];
    const named = typeof conduct === 'object' ? conduct.named : undefined;
    const host = `${named ?? [`ns${i + 1}`, name].filter(Boolean).join('.')}.`;
    return [`${owner} ${ttl} NS ${host}`, `${host} ${ttl} A ${address}`];
  });
}
