import { inParallel } from '../async/in-parallel.ts';
import { type DomainName, isCanonical } from '../domain-name.ts';
import type { DomainEvent } from '../events/domain-event.ts';
import { recordCheckRequest, recordSiteDeletion, recordWish } from '../lifecycle/intent.ts';
import type { Ordinal } from '../lifecycle/ordinal.ts';
import type { DomainRecord, Intent } from '../lifecycle/record.ts';
import { TOMBSTONE_MS } from '../lifecycle/tombstone.ts';
import type { Wish } from '../lifecycle/wish.ts';
import { withMilestones } from '../lifecycle/with-milestones.ts';
import type { Damaged } from '../store/damage.ts';
import { type NetworkSettings, withNews } from '../store/network-settings.ts';
import { recordsIn } from '../store/records-in.ts';
import type { Store } from '../store/store.ts';
import { isOwnDomain } from './own-domain.ts';
import { foreignness, withServedNetwork } from './served-network.ts';
import { type Unheeded, unheededBy } from './unheeded.ts';

/** The result of recording an event. */
export interface Recorded {
  /** The domains that the event concerns, to be advanced. */
  readonly domains: readonly DomainName[];
  /** Why the event changes nothing; absent if it changes something. */
  readonly unheeded?: Unheeded;
  /** The network's settings after the event. */
  readonly settings: NetworkSettings;
}

/**
 * Makes an event's wish durable. However often and in whatever order events arrive, the store ends up the
 * same. Once this resolves, the event may be acknowledged.
 *
 * @param now milliseconds since the epoch
 * @param networkDomain the network's own domain from the settings, in addition to the one in events
 * @throws {InvalidMessageError} if the event is of another network than the one that is served
 */
export async function recordEvent(
  store: Store,
  event: DomainEvent,
  now: number,
  networkDomain?: string,
): Promise<Recorded> {
  const settings = await recordSettings(store, event, now, networkDomain);
  if ('domain' in event && isOwnDomain(event.domain, networkDomain, settings)) {
    return { domains: [], unheeded: { because: 'own-domain' }, settings };
  }
  return { ...(await recordWishes(store, event, now)), settings };
}

type OfDomains = Omit<Recorded, 'settings'>;

async function recordWishes(store: Store, event: DomainEvent, now: number): Promise<OfDomains> {
  switch (event.type) {
    case 'settings.updated':
      return { domains: [] };
    case 'site.deleted':
      return { domains: await recordDeletedSite(store, event.siteId, event.ordinal, now) };
    case 'domain.check': {
      const { domain, siteId, ordinal } = event;
      return recordOf(
        store,
        { domain, siteId, ordinal },
        null,
        (known) => known && withMilestones(known, recordCheckRequest(known, ordinal, now), now),
      );
    }
    default: {
      const { type, domain, siteId, domainId, ordinal } = event;
      const intent = type === 'domain.deleted' ? 'unmapped' : 'mapped';
      const hasDomainRecord = type.startsWith('domain.');
      const wish = {
        domain,
        intent,
        siteId,
        domainId,
        hasDomainRecord,
        ordinal,
        stage: null,
      } as const;
      return recordOf(store, wish, intent, (known, siteDeletion) =>
        withMilestones(known, recordWish(known, wish, siteDeletion, now), now),
      );
    }
  }
}

/** Records an event's wish about one domain. */
async function recordOf(
  store: Store,
  { domain, siteId, ordinal }: Pick<Wish, 'domain' | 'siteId' | 'ordinal'>,
  asked: Intent | null,
  decide: Parameters<Store['update']>[2],
): Promise<OfDomains> {
  let before: DomainRecord | undefined;
  const after = await store.update(domain, siteId, (known, siteDeletion) => {
    before = known;
    return decide(known, siteDeletion);
  });
  if (!after) return { domains: [] };
  const unheeded = unheededBy(asked, ordinal, before, after);
  return { domains: [domain], ...(unheeded && { unheeded }) };
}

/**
 * Updates the settings of the network from an event; another network's event changes nothing.
 *
 * @throws {InvalidMessageError} if the event is of another network than the one that is served
 */
async function recordSettings(
  store: Store,
  event: DomainEvent,
  now: number,
  networkDomain: string | undefined,
): Promise<NetworkSettings> {
  const { ordinal: by, network, dnsCheckInterval } = event;
  const withEvent = (settings: NetworkSettings) => {
    if (foreignness(settings, event, networkDomain)) return settings;
    const served = withServedNetwork(settings, event, now);
    const withNetwork = network ? withNews(served, 'network', { value: network, by }) : served;
    return dnsCheckInterval === undefined
      ? withNetwork
      : withNews(withNetwork, 'dnsCheckInterval', { value: dnsCheckInterval, by });
  };
  // Nearly every event repeats known settings, which is not worth a transaction.
  const known = await store.readSettings();
  const settings = withEvent(known) === known ? known : await store.changeSettings(withEvent);
  const reason = foreignness(settings, event, networkDomain);
  if (reason) throw reason;
  return settings;
}

/** The wish that the deletion of a site implies for a domain about which nothing else is known any more. */
function unmapping(domain: DomainName, siteId: number, ordinal: Ordinal): Wish {
  return {
    domain,
    intent: 'unmapped',
    siteId,
    domainId: null,
    hasDomainRecord: false,
    stage: null,
    ordinal,
  };
}

/** How many domains of one site are recorded at the same time. */
const CONCURRENCY = 16;

/** The deletion is recorded first, so that a domain of the site that is recorded meanwhile sees it. */
async function recordDeletedSite(
  store: Store,
  siteId: number,
  deletion: Ordinal,
  now: number,
): Promise<DomainName[]> {
  await store.recordSiteDeletion(siteId, deletion, { now, forgetAt: now + TOMBSTONE_MS });
  const concerned: DomainName[] = [];
  const damaged: DomainName[] = [];
  const newer: DomainName[] = [];
  const passOver = ({ domain, isNewer }: Damaged) => {
    if (isCanonical(domain)) (isNewer ? newer : damaged).push(domain);
  };
  const unmapped = (known: DomainRecord) =>
    withMilestones(known, recordSiteDeletion(known, siteId, deletion, now), now);
  for await (const record of recordsIn(store, { siteId }, passOver)) {
    // Domains that an earlier delivery has unmapped are not read again: with thousands, each delivery
    // continues where the last one ended.
    if (recordSiteDeletion(record, siteId, deletion, now) !== record) concerned.push(record.domain);
  }
  await inParallel(concerned, CONCURRENCY, async (domain) => {
    await store.update(domain, siteId, (known) => known && unmapped(known));
  });
  // These come last, since each record of a newer version is an error: the event is redelivered until that
  // version takes it.
  for (const domain of [...damaged, ...newer]) {
    const gone = unmapping(domain, siteId, deletion);
    await store.update(domain, siteId, (known, siteDeletion) =>
      known
        ? recordSiteDeletion(known, siteId, deletion, now)
        : recordWish(known, gone, siteDeletion, now),
    );
  }
  return [...concerned, ...damaged];
}
