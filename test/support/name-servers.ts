/**
 * A small DNS: a root of its own, zones delegated to their own name servers, and validating resolvers, all of
 * them real (BIND). Every server has an address of its own in 127.0.0.0/8, and all have the same port.
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { startNamed, type View } from './named.ts';
import { type Destination, type Relay, relay } from './relay.ts';
import { isTampering, TAMPERINGS, type Tamper } from './tampering.ts';
import { HAS_UNBOUND, startUnbound } from './unbound.ts';
import { writeZone } from './zone-file.ts';
import type { ZoneDescription } from './zone-tree.ts';
import { addressesThat, delegation, placed, writeZones, type Zone } from './zone-tree.ts';

/** The programs that take part, for `describeWith`. */
export const NAME_SERVER_PROGRAMS = ['named', 'dnssec-keygen', 'dnssec-signzone'] as const;

export interface NameServersOptions {
  /** The zones by their names, without the last dot. */
  readonly zones: Readonly<Record<string, ZoneDescription>>;
  /**
   * The resolvers, each with the records that override its look-ups of some names, as in `{
   * 'shop.example.com': ['@ 120 A 198.51.100.9'] }`. Default: two without overrides.
   */
  readonly resolvers?: readonly Readonly<Record<string, readonly string[]>>[];
  /** Whether Unbound resolves as well, if this machine has it. */
  readonly withUnbound?: boolean;
}

export interface NameServers {
  /** The port of all of them: the setting `DNS_PORT`. */
  readonly port: number;
  /** The resolvers as in `DNS_SERVERS`: `127.0.0.1:5300`. */
  readonly resolvers: readonly string[];
  /** Unbound's address in the same form. */
  readonly unbound?: string;
  /** The addresses of a zone's servers, `ns1` first; undefined for a server without an address. */
  serversOf(zone: string): readonly (string | undefined)[];
  /** The number of queries that reached that address. */
  queries(address: string): number;
  /** Replaces a zone's records, while the resolvers keep what they have cached. */
  change(zone: string, records: readonly string[]): Promise<void>;
  /**
   * Makes the parent zone delegate to the zone's current servers, while the resolvers keep what they have
   * cached.
   */
  redelegate(zone: string): Promise<void>;
  close(): Promise<void>;
}

export async function nameServers(options: NameServersOptions): Promise<NameServers> {
  const choices = options.resolvers ?? [{}, {}];
  const addressAt = (n: number) => `127.0.${n >> 8}.${n & 255}`;
  const resolverAddresses = choices.map((_, i) => addressAt(i + 1));
  const unboundAddress = addressAt(choices.length + 1);
  let zones: readonly Zone[] = placed(options.zones, (n) => addressAt(n + choices.length + 2));

  const folder = await mkdtemp(join(tmpdir(), 'name-servers-'));
  const undo = [() => rm(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const [port, namedPort] = [await freePort(), await freePort()];
    const relays = new Map<string, Relay>();
    undo.push(async () => {
      await Promise.all([...relays.values()].map((one) => one.close()));
    });
    const tampers = tampersOf(zones);
    for (const [address, to] of destinations(zones, resolverAddresses, namedPort)) {
      relays.set(address, await relay(address, port, to, tampers.get(address)));
    }

    let serial = 1;
    const written = await writeZones(folder, zones, serial);
    const hints = await writeHints(folder, zones);
    const named = await startNamed({
      folder,
      port: namedPort,
      othersPort: port,
      views: [
        ...written.views,
        ...(await resolverViews(folder, choices, resolverAddresses, {
          hints,
          anchor: written.anchor,
        })),
        {
          name: 'knows-nothing',
          addresses: addressesThat(zones, 'knows-nothing'),
          zones: [],
          recursion: { hints },
        },
        { name: 'refuses', addresses: addressesThat(zones, 'refuses'), zones: [] },
      ],
    });
    undo.push(() => named.close());
    const hasUnbound = options.withUnbound === true && HAS_UNBOUND;
    if (hasUnbound) {
      const served = zones.map(({ name, servers }) => ({
        name,
        addresses: servers.flatMap(({ address }) => address ?? []),
      }));
      const unbound = await startUnbound({ folder, address: unboundAddress, port, zones: served });
      undo.push(() => unbound.close());
    }

    return {
      port,
      resolvers: resolverAddresses.map((address) => `${address}:${port}`),
      ...(hasUnbound ? { unbound: `${unboundAddress}:${port}` } : {}),
      serversOf: (name) =>
        zones.find((zone) => zone.name === name)?.servers.map(({ address }) => address) ?? [],
      queries: (address) => relays.get(address)?.queries() ?? 0,
      async change(name, records) {
        zones = zones.map((zone) => (zone.name === name ? { ...zone, records } : zone));
        serial++;
        await writeZones(folder, zones, serial);
        await named.reload(name, serial);
      },
      async redelegate(name) {
        const parent = zones.find((zone) => zone.name === name)?.parent ?? '';
        zones = zones.map((zone) => (zone.name === name ? { ...zone, delegated: 'now' } : zone));
        serial++;
        await writeZones(folder, zones, serial);
        await named.reload(parent, serial);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Where the queries to each address are forwarded; there is no server at an address that the map lacks. */
function destinations(
  zones: readonly Zone[],
  resolvers: readonly string[],
  namedPort: number,
): Map<string, Destination> {
  const found = new Map<string, Destination>(resolvers.map((address) => [address, namedPort]));
  for (const { conduct, address } of zones.flatMap(({ servers }) => servers)) {
    if (address === undefined || conduct === 'gone') continue;
    found.set(address, conduct === 'silent' ? 'nowhere' : namedPort);
  }
  return found;
}

function tampersOf(zones: readonly Zone[]): Map<string, Tamper> {
  return new Map(
    zones
      .flatMap(({ servers }) => servers)
      .flatMap(({ conduct, address }) =>
        address !== undefined && isTampering(conduct)
          ? [[address, TAMPERINGS[conduct]] as const]
          : [],
      ),
  );
}

async function writeHints(folder: string, zones: readonly Zone[]): Promise<string> {
  const path = join(folder, 'hints');
  const root = zones.filter(({ name }) => name === '');
  await writeFile(path, `${root.flatMap((zone) => delegation(zone, '.')).join('\n')}\n`);
  return path;
}

function resolverViews(
  folder: string,
  choices: readonly Readonly<Record<string, readonly string[]>>[],
  addresses: readonly string[],
  recursion: NonNullable<View['recursion']>,
): Promise<View[]> {
  return Promise.all(
    addresses.map(async (address, i) => ({
      name: `resolver-${i + 1}`,
      addresses: [address],
      recursion,
      zones: await Promise.all(
        Object.entries(choices[i] ?? {}).map(async ([zone, records]) => {
          const file = { zone, records: ['@ NS localhost.', ...records], serial: 1 };
          const { path } = await writeZone(folder, { ...file, version: `-resolver-${i + 1}` });
          return { zone, path };
        }),
      ),
    })),
  );
}
