import fc from 'fast-check';
import {
  recordCheckRequest,
  recordSiteDeletion,
  recordWish,
} from '../../../shared/lifecycle/intent.ts';
import { isNewer, type Ordinal } from '../../../shared/lifecycle/ordinal.ts';
import type { DomainRecord } from '../../../shared/lifecycle/record.ts';
import type { Wish } from '../../../shared/lifecycle/wish.ts';
import { shop, T0 } from '../../support/records.ts';

/** An event about the one domain of these tests, or about one of its sites. */
export type Event =
  | { type: 'mapped' | 'unmapped' | 'check'; siteId: number; ordinal: Ordinal }
  | { type: 'site-deleted'; siteId: number; ordinal: Ordinal };

const siteId = fc.integer({ min: 1, max: 2 });
const ordinal = fc.record({
  occurredAt: fc.integer({ min: 0, max: 5 }).map((n) => T0 + n),
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
});
export const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ type: fc.constantFrom('mapped', 'unmapped', 'check'), siteId, ordinal }),
  fc.record({ type: fc.constant('site-deleted'), siteId, ordinal }),
);
/** Events have ids of their own. */
export const events = fc.uniqueArray(event, {
  selector: ({ ordinal: { id } }) => id,
  maxLength: 8,
});

/** The domain and its sites as a store holds them. */
export interface World {
  record: DomainRecord | undefined;
  siteDeletions: Map<number, Ordinal>;
}

export const emptyWorld = (): World => ({ record: undefined, siteDeletions: new Map() });

export function hear(world: World, { type, siteId: site, ordinal: by }: Event, now: number): void {
  if (type === 'check') {
    world.record &&= recordCheckRequest(world.record, by, now);
  } else if (type === 'site-deleted') {
    const known = world.siteDeletions.get(site);
    if (!known || isNewer(by, known)) world.siteDeletions.set(site, by);
    world.record &&= recordSiteDeletion(world.record, site, by, now);
  } else {
    const wish: Wish = {
      domain: shop,
      intent: type,
      siteId: site,
      domainId: null,
      hasDomainRecord: true,
      stage: null,
      ordinal: by,
    };
    world.record = recordWish(world.record, wish, world.siteDeletions.get(site), now);
  }
}
