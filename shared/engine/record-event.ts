import type { DomainName } from '../domain-name.ts';
import type { DomainEvent } from '../events/domain-event.ts';
import {
  recordCheckRequest,
  recordSiteDeletion,
  recordWish,
  TOMBSTONE_MS,
} from '../lifecycle/intent.ts';
import { isNewer, type Ordinal } from '../lifecycle/ordinal.ts';
import { lastHeard } from '../lifecycle/record.ts';
import { withNews } from '../store/network-settings.ts';
import { recordsIn } from '../store/records-in.ts';
import type { Store } from '../store/store.ts';

/** What became of an event. */
export interface Recorded {
  /** The domains that the event is about, to be advanced. */
  readonly domains: readonly DomainName[];
  /** The event that is known of its domain and newer, so that this one changes nothing. */
  readonly newer?: Ordinal;
}

/**
 * Makes durable what an event says. However often and in whatever order events arrive, the store
 * ends up saying the same; once this resolves, the event may be acknowledged.
 *
 * @param now milliseconds since the epoch
 */
export async function recordEvent(
  store: Store,
  event: DomainEvent,
  now: number,
): Promise<Recorded> {
  await recordSettings(store, event);
  switch (event.type) {
    case 'settings.updated':
      return { domains: [] };
    case 'site.deleted':
      return { domains: await recordDeletedSite(store, event.siteId, event.ordinal, now) };
    case 'domain.check': {
      const { domain, siteId, ordinal } = event;
      const record = await store.update(
        domain,
        siteId,
        (known) => known && recordCheckRequest(known, ordinal, now),
      );
      return record
        ? { domains: [domain], ...newerThan(ordinal, lastHeard(record)) }
        : { domains: [] };
    }
    default: {
      const { type, domain, siteId, domainId, ordinal } = event;
      const intent = type === 'domain.deleted' ? 'unmapped' : 'mapped';
      // The site's own domain may have no domain record, unless its event names one.
      const hasDomainRecord = type.startsWith('domain.') || domainId !== null;
      const wish = {
        domain,
        intent,
        siteId,
        domainId,
        hasDomainRecord,
        stage: null,
        ordinal,
      } as const;
      const record = await store.update(domain, siteId, (known, siteDeletion) =>
        recordWish(known, wish, siteDeletion, now),
      );
      return { domains: [domain], ...(record && newerThan(ordinal, record.decidedBy)) };
    }
  }
}

function newerThan(ordinal: Ordinal, known: Ordinal): Pick<Recorded, 'newer'> {
  return isNewer(known, ordinal) ? { newer: known } : {};
}

async function recordSettings(store: Store, event: DomainEvent): Promise<void> {
  const { ordinal: by, network, dnsCheckInterval } = event;
  if (network === undefined && dnsCheckInterval === undefined) return;
  const withEvent = (settings: Awaited<ReturnType<Store['readSettings']>>) => {
    const withNetwork = network ? withNews(settings, 'network', { value: network, by }) : settings;
    return dnsCheckInterval === undefined
      ? withNetwork
      : withNews(withNetwork, 'dnsCheckInterval', { value: dnsCheckInterval, by });
  };
  // Nearly every event tells what is known already, and that is not worth a transaction.
  const known = await store.readSettings();
  if (withEvent(known) !== known) await store.changeSettings(withEvent);
}

/** Remembered before anything else: a domain of the site that is recorded meanwhile sees it. */
async function recordDeletedSite(
  store: Store,
  siteId: number,
  deletion: Ordinal,
  now: number,
): Promise<DomainName[]> {
  await store.recordSiteDeletion(siteId, deletion, { now, forgetAt: now + TOMBSTONE_MS });
  const domains: DomainName[] = [];
  for await (const { domain } of recordsIn(store, { siteId })) {
    await store.update(
      domain,
      siteId,
      (known) => known && recordSiteDeletion(known, siteId, deletion, now),
    );
    domains.push(domain);
  }
  return domains;
}
