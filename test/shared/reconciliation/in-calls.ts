import assert from 'node:assert/strict';
import { pino } from 'pino';
import { type Multisite, PAGE_SIZE } from '../../../shared/multisite/client.ts';
import type { DomainItem } from '../../../shared/multisite/domain-item.ts';
import { goOn, reconcile } from '../../../shared/reconciliation/reconcile.ts';
import type { Reconciliation, Reconciling } from '../../../shared/reconciliation/reconciliation.ts';
import type { Store } from '../../../shared/store/store.ts';
import { MINUTE } from '../../support/records.ts';
import { map } from './network.ts';

/** A multisite with its items in memory, so that a page costs little. */
export interface ManyItems {
  readonly items: Map<number, DomainItem>;
  /** The numbers of the pages that were asked for. */
  readonly pages: number[];
  /** Called before each page is read: may change the items, or throw. */
  onPage: (number: number) => void;
  readonly multisite: Multisite;
}

export function manyItems(domains: Iterable<string>): ManyItems {
  const items: ManyItems['items'] = new Map();
  for (const domain of domains) {
    const id = items.size + 1;
    items.set(id, { id, siteId: id, domain, stage: 'checking-dns', secure: false });
  }
  const pages: number[] = [];
  const many: ManyItems = {
    items,
    pages,
    onPage: () => {},
    multisite: {
      async page(number, signal) {
        signal.throwIfAborted();
        pages.push(number);
        many.onPage(number);
        const page = [...items.values()].slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE);
        const total = items.size;
        return { items: page, total, pages: Math.ceil(total / PAGE_SIZE), date: undefined };
      },
      async find(domain) {
        return [...items.values()].find((item) => item.domain === domain);
      },
      get: async (id) => items.get(id),
      write: async () => 'gone',
      hasSite: async () => false,
    },
  };
  return many;
}

/** The names of domains, in a different order from that of their ids. */
export const names = (count: number, what = 'd') =>
  Array.from({ length: count }, (_, n) => `${what}${(n * 7919) % count}.example.com`);

/** Maps domains in the store, as events of a minute ago did. */
export async function mapAll(store: Store, { items }: ManyItems): Promise<void> {
  for (const { domain, id } of items.values()) await map(store, domain, id);
}

export interface Calls {
  /** Advances its clock. */
  pass(ms: number): void;
  now(): number;
  /** One call, whose time is up after this number of pages. Default: there is time for all. */
  call(pages?: number, force?: boolean): Promise<Reconciliation>;
  /** One call that only continues a run. */
  goOn(pages?: number): Promise<Reconciliation | undefined>;
  /** Ends the time of the latest call. */
  callOff(): void;
}

/**
 * Calls of the function.
 *
 * @param pageMs how long the multisite takes for a page; the run is saved once a minute
 */
export function callsOf(many: Pick<ManyItems, 'multisite'>, store: Store, pageMs = MINUTE): Calls {
  let clock = Date.now();
  let outOfTime = new AbortController();
  const now = () => clock;
  const callOff = () => outOfTime.abort(new Error('out of time'));

  function callWith<Result>(
    pages: number,
    run: (reconciling: Reconciling, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    outOfTime = new AbortController();
    const { signal: called } = outOfTime;
    let left = pages;
    const { multisite } = many;
    const page: Multisite['page'] = async (number, signal) => {
      if (left === 0) callOff();
      left -= 1;
      const read = await multisite.page(number, signal);
      clock += pageMs;
      return read;
    };
    const log = pino({ level: 'silent' });
    const wait = async () => {};
    const slow = { ...multisite, page };
    const reconciling = { store, multisite: slow, log, wait, now, allowSpecialUse: false };
    return run(reconciling, called);
  }

  return {
    now,
    pass(ms) {
      clock += ms;
    },
    call: (pages = Number.POSITIVE_INFINITY, force = false) =>
      callWith(pages, (reconciling, signal) =>
        reconcile(reconciling, { dryRun: false, force }, signal),
      ),
    goOn: (pages = Number.POSITIVE_INFINITY) => callWith(pages, goOn),
    callOff,
  };
}

/** The result of a finished reconciliation, and the number of its calls. */
export async function toTheEnd(calls: Calls, pagesEach: number) {
  let result = await calls.call(pagesEach);
  let count = 1;
  for (; result.remaining; count += 1) {
    assert.ok(count < 50, 'it never ends');
    result = (await calls.goOn(pagesEach)) ?? assert.fail('there is no run to continue');
  }
  return { result, count };
}
