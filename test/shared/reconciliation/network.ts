import { pino } from 'pino';
import { type DomainName, parseDomainName } from '../../../shared/domain-name.ts';
import { recordWish } from '../../../shared/lifecycle/intent.ts';
import { intentOf } from '../../../shared/lifecycle/record.ts';
import { multisiteClient } from '../../../shared/multisite/client.ts';
import { MultisiteError } from '../../../shared/multisite/failure.ts';
import { reconcile } from '../../../shared/reconciliation/reconcile.ts';
import type { Reconciliation } from '../../../shared/reconciliation/reconciliation.ts';
import { credentialsIn } from '../../../shared/settings/multisite-credentials.ts';
import { fixedSecret } from '../../../shared/settings/secret.ts';
import { recordsIn } from '../../../shared/store/records-in.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import type { Store } from '../../../shared/store/store.ts';
import { type MultisiteApi, multisiteApi } from '../../support/multisite-api.ts';

const NEVER = new AbortController().signal;
const log = pino({ level: 'silent' });

/** A multisite and a store with a network's domains, each with some that the other lacks. */
export interface Network {
  readonly api: MultisiteApi;
  readonly store: Store;
}

/** @param size domains in both; the ids of the missing ones follow those */
export async function network(
  size: number,
  { missing = 0, added = 0 },
  open: () => Promise<Store> = () => sqliteStore(':memory:'),
): Promise<Network & AsyncDisposable> {
  const api = await multisiteApi();
  const store = await open();
  for (let n = 1; n <= size; n += 1) {
    api.add(`d${n}.example.com`);
    await map(store, `d${n}.example.com`, n);
  }
  for (let n = 1; n <= missing; n += 1) await map(store, `missing${n}.example.com`, size + n);
  for (let n = 1; n <= added; n += 1) api.add(`added${n}.example.com`, { id: size + missing + n });
  const dispose = async () => {
    await store.close();
    await api[Symbol.asyncDispose]();
  };
  return { api, store, [Symbol.asyncDispose]: dispose };
}

/** Maps a domain as an event of a minute ago does. */
export async function map(store: Store, name: string, id: number, agoMs = 60_000): Promise<void> {
  const domain = parseDomainName(name);
  const ordinal = { occurredAt: Date.now() - agoMs, id: 'e' };
  const known = { domainId: id, hasDomainRecord: true, stage: null };
  const wish = { domain, intent: 'mapped', siteId: id, ...known, ordinal } as const;
  await store.update(domain, id, (record) => recordWish(record, wish, undefined, Date.now()));
}

/**
 * The result of a reconciliation; undefined if the multisite could not be read.
 *
 * @param timeoutMs how long the multisite is given for an answer
 */
export async function reconciled(
  { api, store }: Network,
  options = { dryRun: false, force: false },
  timeoutMs = 60_000,
): Promise<Reconciliation | undefined> {
  const credentials = credentialsIn(fixedSecret('key:secret'), 'it');
  const multisite = multisiteClient({ apiUrl: api.url, credentials, timeoutMs });
  const wait = async () => {};
  const reconciling = { store, multisite, log, wait, now: Date.now, allowSpecialUse: false };
  try {
    return await reconcile(reconciling, options, NEVER);
  } catch (error) {
    if (!(error instanceof MultisiteError)) throw error;
    return undefined;
  }
}

/** The domains in the store with this intent, in the order of their names. */
export async function domainsWith(
  store: Store,
  intent: 'mapped' | 'unmapped',
): Promise<DomainName[]> {
  const domains: DomainName[] = [];
  for await (const record of recordsIn(store)) {
    if (intentOf(record) === intent) domains.push(record.domain);
  }
  return domains;
}

/** The domains with an item in the multisite, in the order of their names. */
export function domainsIn({ rows }: MultisiteApi): string[] {
  return [...rows.values()].map(({ domain }) => domain).toSorted();
}
