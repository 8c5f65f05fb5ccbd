import { diagnose } from '../../../infra/cli/diagnose.ts';
import type { Diagnosis } from '../../../infra/cli/diagnosis.ts';
import { dnsServer } from '../../../infra/local/sandbox/dns-server.ts';
import { type DomainName, parseDomainName, probeName } from '../../../shared/domain-name.ts';
import type { Network } from '../../../shared/problems/findings.ts';
import { readSettings, type Settings } from '../../../shared/settings/settings.ts';
import { openChecks } from '../../../shared/verification/open-checks.ts';
import { nameServers } from '../../support/name-servers.ts';
import type { ZoneDescription } from '../../support/zone-tree.ts';
import { createAuthorities } from './authorities.ts';
import { type CertificateMaker, NETWORK, PLACES, type ResolverChoices, type Row } from './row.ts';
import { startWeb } from './web.ts';

/** The servers of all rows. */
export interface World {
  /** Looks at a row's domain as the service does. */
  diagnose(row: Row): Promise<Diagnosis>;
  /** The title of a zone's server `ns2.a.test`: its name and its address. */
  titleOf(server: string): string;
  close(): Promise<void>;
}

export async function startWorld(rows: readonly Row[]): Promise<World> {
  const undo: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const authorities = await createAuthorities();
    undo.push(async () => authorities.distrust());
    const makers = certificateMakers(rows);
    const web = await startWeb((address, serverName) => {
      const make = makers.get(`${address} ${serverName}`) ?? good;
      return make(authorities, serverName);
    });
    undo.push(() => web.close());
    const zones = zonesOf(rows);
    const names = await nameServers({
      zones,
      resolvers: resolversOf(rows),
      withUnbound: rows.some(({ byUnbound }) => byUnbound),
    });
    undo.push(() => names.close());

    const environment = {
      DNS_PORT: String(names.port),
      TLS_PORT: String(web.tlsPort),
      HTTP_PORT: String(web.httpPort),
      ALLOW_PRIVATE_ADDRESSES: 'true',
    };
    const look = async (row: Row) => {
      const { domain, network = NETWORK, asks = (all) => all, script, settings, byUnbound } = row;
      const resolvers = byUnbound ? [names.unbound ?? ''] : names.resolvers;
      const scripted = script && (await dnsServer({ resolve: script }));
      if (scripted) undo.push(() => scripted.close());
      const DNS_SERVERS = scripted?.server ?? asks(resolvers).join(',');
      const all = { ...environment, DNS_SERVERS, ...settings };
      const read = readSettings(all);
      return read.allowPrivateAddresses
        ? diagnose(nameOf(domain), network, read)
        : lookAtDns(nameOf(domain), network, read);
    };
    for (const row of rows.filter(({ was, redelegated }) => was ?? redelegated)) {
      await look(row);
      if (row.redelegated !== undefined) await names.redelegate(row.redelegated);
      for (const zone of Object.keys(row.was ?? {})) {
        await names.change(zone, described(row.zones?.[zone] ?? []).records);
      }
    }
    return {
      close,
      diagnose: look,
      titleOf(server) {
        const [, index, zone = ''] = /^ns(\d+)\.(.+)$/.exec(server) ?? [];
        const at = Number(index) - 1;
        const conduct = zones[zone]?.servers?.[at];
        const named = typeof conduct === 'object' ? conduct.named : undefined;
        return `${named ?? server} (${names.serversOf(zone)[at]})`;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Looks only at DNS: no public address is on this machine, and connections to other addresses are forbidden.
 */
async function lookAtDns(
  domain: DomainName,
  network: Network,
  settings: Settings,
): Promise<Diagnosis> {
  const { checkDns } = openChecks(settings, { warn() {} }).openPass();
  const dns = await checkDns(domain, network, AbortSignal.timeout(14_500));
  return { domain, network, dns, certificate: undefined };
}

function nameOf(domain: string) {
  return parseDomainName(domain, { allowSpecialUse: true });
}

/** The makers of certificates by `address name`, where the name is the domain's or its www twin's. */
function certificateMakers(rows: readonly Row[]): ReadonlyMap<string, CertificateMaker> {
  return new Map(
    rows.flatMap(({ domain, shown = {} }) => {
      const name = probeName(nameOf(domain));
      return Object.entries(shown).flatMap(([address, make]) =>
        [name, `www.${name}`].map((asked) => [`${address} ${asked}`, make] as const),
      );
    }),
  );
}

/** A certificate for the name and its www twin, or for the wildcard that is tried at that name. */
const good: CertificateMaker = ({ trusted }, name) => {
  const [first, ...above] = name.split('.');
  const isProbe = first !== '' && 'closte-domain-sync-probe'.startsWith(first ?? '-');
  return trusted.issue({ names: isProbe ? [`*.${above.join('.')}`] : [name, `www.${name}`] });
};

/** The zones at first. */
function zonesOf(rows: readonly Row[]): Record<string, ZoneDescription> {
  const zones = new Map([['network.test', described([`@ A ${PLACES.network}`])]]);
  for (const row of rows) {
    for (const [name, zone] of Object.entries({ ...row.zones, ...row.was })) {
      if (zones.has(name)) throw new Error(`two rows have a zone ${name}`);
      zones.set(name, described(zone));
    }
  }
  return Object.fromEntries(zones);
}

function described(zone: readonly string[] | ZoneDescription): ZoneDescription {
  return 'records' in zone ? zone : { records: zone, servers: ['answers'] };
}

function resolversOf(rows: readonly Row[]): ResolverChoices[] {
  return [0, 1].map((i) => Object.assign({}, ...rows.map(({ resolvers }) => resolvers?.[i])));
}
