import type { Stage } from '../../shared/lifecycle/stage.ts';
import type { Multisite, Standing } from '../../shared/multisite/client.ts';
import type { DomainItem } from '../../shared/multisite/domain-item.ts';
import { MultisiteError } from '../../shared/multisite/failure.ts';
import type { Faults } from './faults.ts';

/** The multisite's own record of a domain. */
export interface Item {
  readonly id: number;
  siteId: number;
  readonly domain: string;
  stage: Stage;
  secure: boolean;
}

/** Ultimate Multisite as a table of items. */
export interface MultisiteModel {
  readonly api: Multisite;
  readonly items: ReadonlyMap<number, Item>;
  itemOf(domain: string): Item | undefined;
  /** Maps a domain to a site, in a new item. */
  add(domain: string, siteId: number): Item;
  remove(id: number): void;
  /** Brings removed items back, as a backup does, except those whose domain is mapped again. */
  restore(removed: readonly Item[]): void;
}

/**
 * @param now the time of its own clock, in milliseconds since the epoch
 * @param onWrite called with each stage that is written to it
 */
export function openMultisite(
  faults: Faults,
  now: () => number,
  onWrite: (item: Item, stage: Stage) => void,
): MultisiteModel {
  const items = new Map<number, Item>();
  let lastId = 0;
  const itemOf = (domain: string) => [...items.values()].find((item) => item.domain === domain);

  async function reached(effect: () => void = () => {}): Promise<void> {
    const fate = await faults.call(effect);
    if (fate === 'unauthorized') throw new MultisiteError('unauthorized', 'refused');
    if (fate === 'limited') throw new MultisiteError('rate-limited', 'too often', 20_000);
    if (fate !== 'done') throw new MultisiteError('unavailable', 'no answer within 10 s');
  }

  return {
    items,
    itemOf,
    add(domain, siteId) {
      lastId += 1;
      const item: Item = { id: lastId, siteId, domain, stage: 'checking-dns', secure: false };
      items.set(item.id, item);
      return item;
    },
    remove: (id) => items.delete(id),
    restore(removed) {
      for (const item of removed) if (!itemOf(item.domain)) items.set(item.id, item);
    },
    api: {
      async write(id, { stage, secure }: Standing) {
        const isThere = items.has(id);
        await reached(() => {
          const item = items.get(id);
          if (!item) return;
          onWrite(item, stage);
          Object.assign(item, { stage, secure });
        });
        return isThere ? 'written' : 'gone';
      },
      async get(id) {
        await reached();
        return shown(items.get(id));
      },
      async find(domain) {
        await reached();
        return shown(itemOf(domain));
      },
      async hasSite(id) {
        await reached();
        return [...items.values()].some(({ siteId }) => siteId === id);
      },
      async page() {
        await reached();
        const all = [...items.values()].map(({ ...item }) => item);
        return { items: all, total: all.length, pages: 1, date: wholeSeconds(now()) };
      },
    },
  };
}

function shown(item: Item | undefined): DomainItem | undefined {
  return item && { ...item };
}

function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
