import type { MultisiteModel } from './multisite.ts';
import type { Publisher } from './publisher.ts';
import { type Deed, type Delivery, DOMAINS, type Place, SHARED_DOMAIN } from './schedule.ts';

/** What people have done so far, beside what the multisite has of it. */
export interface Truth {
  /** Where the visitors of each domain end up, and since when. */
  readonly places: Map<string, { readonly at: Place; readonly since: number }>;
  /** Sites are numbered anew once one was deleted: WordPress never gives an id twice. */
  readonly sites: number[];
  /** Those that have the shared domain as their own. */
  readonly sharing: Set<number>;
}

export function openTruth(now: number): Truth {
  const places = [...DOMAINS, SHARED_DOMAIN].map(
    (domain) => [domain, { at: 'here', since: now }] as const,
  );
  return { places: new Map(places), sites: [1, 2, 3], sharing: new Set() };
}

interface Doing {
  readonly multisite: MultisiteModel;
  readonly publisher: Publisher;
  readonly truth: Truth;
  readonly hasIds: boolean;
  now(): number;
}

/** Does what somebody does, and publishes the events that the multisite makes of it. */
export function perform(doing: Doing, deed: Deed, delivery: Delivery): void {
  const { multisite, publisher, truth, hasIds, now } = doing;
  const named = ({ id, domain, siteId }: { id: number; domain: string; siteId: number }) => ({
    domain,
    siteId,
    ...(hasIds ? { domainId: id } : {}),
  });
  switch (deed.kind) {
    case 'map': {
      const domain = DOMAINS[deed.domain] ?? '';
      const siteId = truth.sites[deed.site] ?? 0;
      if (multisite.itemOf(domain)) return;
      const item = multisite.add(domain, siteId);
      publisher.publish({ type: 'domain.created', ...named(item) }, delivery);
      return;
    }
    case 'unmap': {
      const item = multisite.itemOf(DOMAINS[deed.domain] ?? '');
      if (!item) return;
      multisite.remove(item.id);
      publisher.publish({ type: 'domain.deleted', ...named(item) }, delivery);
      return;
    }
    case 'move': {
      const item = multisite.itemOf(DOMAINS[deed.domain] ?? '');
      if (!item) return;
      item.siteId = truth.sites[deed.site] ?? 0;
      publisher.publish({ type: 'domain.created', ...named(item) }, delivery);
      return;
    }
    case 'make-site': {
      const siteId = truth.sites[deed.site] ?? 0;
      truth.sharing.add(siteId);
      publisher.publish({ type: 'site.created', domain: SHARED_DOMAIN, siteId }, delivery);
      return;
    }
    case 'check': {
      const item = multisite.itemOf(DOMAINS[deed.domain] ?? '');
      if (!item) return;
      publisher.publish({ type: 'domain.check', ...named(item) }, delivery);
      return;
    }
    case 'delete-site': {
      const siteId = truth.sites[deed.site] ?? 0;
      truth.sharing.delete(siteId);
      truth.sites[deed.site] = Math.max(...truth.sites) + 1;
      const items = [...multisite.items.values()].filter((item) => item.siteId === siteId);
      for (const item of items) {
        multisite.remove(item.id);
        if (deed.isToldByDomain) {
          publisher.publish({ type: 'domain.deleted', ...named(item) }, delivery);
        }
      }
      publisher.publish({ type: 'site.deleted', siteId }, delivery);
      return;
    }
    case 'point': {
      const domain = DOMAINS[deed.domain] ?? '';
      truth.places.set(domain, { at: deed.at, since: now() });
      return;
    }
    case 'set-interval':
      publisher.publish(
        { type: 'settings.updated', settings: { dnsCheckInterval: deed.seconds } },
        delivery,
      );
      return;
    case 'another-network': {
      const type = deed.isDeletion ? 'domain.deleted' : 'domain.created';
      const domain = DOMAINS[deed.domain] ?? '';
      publisher.publish({ type, domain, siteId: 1, domainId: 900 }, delivery, {
        id: 2,
        domain: 'other.example.net',
      });
      return;
    }
  }
}
