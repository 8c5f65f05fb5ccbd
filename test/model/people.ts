import { isLive } from '../../shared/lifecycle/stage.ts';
import type { Item, MultisiteModel } from './multisite.ts';
import type { Publisher } from './publisher.ts';
import { type Deed, type Delivery, DOMAINS, type Place, SHARED_DOMAIN } from './schedule.ts';

/** Where a domain's visitors end up, since when, and whether anything was ever wrong with it. */
export interface Whereabouts {
  readonly at: Place;
  readonly since: number;
  readonly wasWrong: boolean;
}

/** The result of people's actions so far, besides the state of the multisite. */
export interface Truth {
  readonly places: Map<string, Whereabouts>;
  /** A deleted site is replaced by one with a new number: WordPress never reuses an ID. */
  readonly sites: number[];
  /** The sites that have the shared domain as their own. */
  readonly sharing: Set<number>;
  /** What was removed with a site, by its place among the sites, until it is restored. */
  readonly deleted: Map<number, DeletedSite>;
  /** The multisite's items that were live when they were restored. */
  readonly restoredLive: Set<number>;
}

interface DeletedSite {
  readonly siteId: number;
  readonly items: readonly Item[];
}

export function openTruth(now: number): Truth {
  const places = [...DOMAINS, SHARED_DOMAIN].map(
    (domain) => [domain, { at: 'here', since: now, wasWrong: false }] as const,
  );
  return {
    places: new Map(places),
    sites: [1, 2, 3],
    sharing: new Set(),
    deleted: new Map(),
    restoredLive: new Set(),
  };
}

function pointed(at: Place, since: number, before: Whereabouts | undefined): Whereabouts {
  const isWrong = at === 'elsewhere' || at === 'silent';
  return { at, since, wasWrong: isWrong || before?.wasWrong === true };
}

const OTHER = { id: 2, domain: 'other.example.net' };
const COPY = { id: 1, domain: 'staging.example.com' };

const UNSEEN_FOR_MS = 60 * 60_000;

interface Doing {
  readonly multisite: MultisiteModel;
  readonly publisher: Publisher;
  readonly truth: Truth;
  readonly hasIds: boolean;
  stepClock(worker: number, ms: number): void;
  later(ms: number, what: () => void): void;
  now(): number;
}

/** Carries out a person's action, and publishes the events that the multisite makes of it. */
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
      truth.deleted.set(deed.site, { siteId, items });
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
      const before = truth.places.get(domain);
      const point = (at: Place) => truth.places.set(domain, pointed(at, now(), before));
      point(deed.at);
      if (deed.at !== 'unseen') return;
      // Our resolvers answer again, if nobody has changed the domain meanwhile.
      const during = truth.places.get(domain);
      doing.later(UNSEEN_FOR_MS, () => {
        if (truth.places.get(domain) === during) point(before?.at ?? 'here');
      });
      return;
    }
    case 'set-interval':
      publisher.publish(
        { type: 'settings.updated', settings: { dnsCheckInterval: deed.seconds } },
        delivery,
      );
      return;
    case 'step-clock':
      doing.stepClock(deed.worker, deed.ms);
      return;
    case 'another-network': {
      const type = deed.isDeletion ? 'domain.deleted' : 'domain.created';
      const domain = DOMAINS[deed.domain] ?? '';
      const network = deed.isCopy ? COPY : OTHER;
      publisher.publish({ type, domain, siteId: 1, domainId: 900 }, delivery, network);
      return;
    }
    case 'restore-site': {
      const site = truth.deleted.get(deed.site);
      if (!site) return;
      truth.deleted.delete(deed.site);
      truth.sites[deed.site] = site.siteId;
      multisite.restore(site.items);
      for (const { id, stage } of site.items) if (isLive(stage)) truth.restoredLive.add(id);
      return;
    }
  }
}
