import { parseDomainName } from '../../shared/domain-name.ts';
import type { DomainRecord } from '../../shared/lifecycle/record.ts';
import { type Multisite, PAGE_SIZE } from '../../shared/multisite/client.ts';
import { sqliteStore } from '../../shared/store/sqlite.ts';
import type { Store } from '../../shared/store/store.ts';
import { aRecord } from '../support/records.ts';

/** A network of any size, whose items and records are generated on request. */
export interface MadeUpNetwork {
  readonly multisite: Multisite;
  /** Its records are generated; the state of a reconciliation between calls is in SQLite. */
  readonly store: Store;
  readonly kept: Kept;
}

/** The state that calls have kept for each other so far: the numbers of writes, reads and bytes. */
export interface Kept {
  sheets: number;
  longestSheet: number;
  sheetsRead: number;
  states: number;
  longestState: number;
}

export interface Size {
  readonly domains: number;
  /** Of these, the domains that the store does not have. */
  readonly added: number;
  /** Of these, the domains that the multisite does not have. */
  readonly missing: number;
}

/** A prime number: in the order of the items, the domains are scattered over the whole alphabet. */
const STEP = 7919;

/** @param mappedAt when the domains in the store were mapped, in milliseconds since the epoch */
export async function madeUpNetwork(
  { domains, added, missing }: Size,
  mappedAt: number,
): Promise<MadeUpNetwork> {
  const listed = domains - missing;
  const placeOf = (id: number) => (id * STEP) % domains;
  const idAt = new Uint32Array(domains);
  for (let id = 1; id <= domains; id += 1) idAt[placeOf(id)] = id;
  const nameAt = (place: number) =>
    parseDomainName(`d${String(place).padStart(9, '0')}.example.com`);
  const decidedBy = { occurredAt: mappedAt, id: 'e' };
  const changed = new Map<string, DomainRecord>();
  const recordAt = (place: number): DomainRecord | undefined => {
    const domain = nameAt(place);
    const id = idAt[place] ?? 0;
    const made = () =>
      aRecord({
        domain,
        siteId: id,
        domainId: id,
        decidedBy,
        stage: 'done',
        reportedStage: 'done',
      });
    return changed.get(domain) ?? (id > added ? made() : undefined);
  };

  const multisite: Multisite = {
    async page(number, signal) {
      signal.throwIfAborted();
      const before = (number - 1) * PAGE_SIZE;
      const items = Array.from({ length: Math.min(PAGE_SIZE, listed - before) }, (_, index) => {
        const id = before + index + 1;
        return { id, siteId: id, domain: nameAt(placeOf(id)), stage: 'done', secure: true };
      });
      return { items, total: listed, pages: Math.ceil(listed / PAGE_SIZE), date: undefined };
    },
    find: async () => undefined,
    get: async () => undefined,
    hasSite: async () => false,
    write: async () => 'gone',
  };

  const sqlite = await sqliteStore(':memory:');
  const kept: Kept = { sheets: 0, longestSheet: 0, sheetsRead: 0, states: 0, longestState: 0 };
  const store: Store = {
    ...sqlite,
    async list({ limit, after = '' }) {
      const first = after === '' ? 0 : placeIn(after) + 1;
      const places = Array.from({ length: Math.min(limit, domains - first) }, (_, n) => first + n);
      const records = places.flatMap((place) => recordAt(place) ?? []);
      const last = first + places.length;
      return last < domains ? { records, next: nameAt(last - 1) } : { records };
    },
    async update(domain, _siteId, decide) {
      const after = decide(recordAt(placeIn(domain)), undefined);
      if (after) changed.set(domain, after);
      return after;
    },
    async keepSheet(sheet, json) {
      kept.sheets += 1;
      kept.longestSheet = Math.max(kept.longestSheet, json.length);
      await sqlite.keepSheet(sheet, json);
    },
    async readSheet(sheet) {
      kept.sheetsRead += 1;
      return sqlite.readSheet(sheet);
    },
    async changeRun(change) {
      const state = await sqlite.changeRun(change);
      kept.states += 1;
      kept.longestState = Math.max(kept.longestState, state?.length ?? 0);
      return state;
    },
  };
  return { multisite, store, kept };
}

const placeIn = (domain: string) => Number(domain.slice(1, 10));
