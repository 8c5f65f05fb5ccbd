import { pino } from 'pino';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { recordEvent } from '../../../shared/engine/record-event.ts';
import { type Intent, intentOf } from '../../../shared/lifecycle/record.ts';
import { multisiteClient } from '../../../shared/multisite/client.ts';
import { reconcile } from '../../../shared/reconciliation/reconcile.ts';
import type { Reconciliation } from '../../../shared/reconciliation/reconciliation.ts';
import { credentialsIn } from '../../../shared/settings/multisite-credentials.ts';
import { fixedSecret } from '../../../shared/settings/secret.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import type { Store } from '../../../shared/store/store.ts';
import { anEvent } from '../../support/events.ts';
import { type MultisiteApi, multisiteApi } from '../../support/multisite-api.ts';
import { MINUTE } from '../../support/records.ts';

/** A multisite and a store, to be reconciled. */
export interface Place extends AsyncDisposable {
  readonly api: MultisiteApi;
  readonly store: Store;
  /** Lines of the log, as objects. */
  readonly lines: Record<string, unknown>[];
  /** @param at another multisite */
  run(
    options?: { readonly dryRun?: boolean; readonly force?: boolean },
    at?: MultisiteApi,
  ): Promise<Reconciliation>;
  /** Records an event of a minute ago, unless it says otherwise. */
  tell(type: string, change?: Readonly<Record<string, unknown>>, agoMs?: number): Promise<void>;
  /** Puts that many domains into both, with their ids. */
  both(count: number): Promise<void>;
  intentOf(domain: string): Promise<Intent | undefined>;
}

export async function newPlace(): Promise<Place> {
  const api = await multisiteApi();
  const store = await sqliteStore(':memory:');
  const lines: Place['lines'] = [];
  const log = pino({ base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const credentials = credentialsIn(fixedSecret('key:secret'), 'it');
  const wait = async () => {};
  const place: Place = {
    api,
    store,
    lines,
    run(options = {}, at = api) {
      const multisite = multisiteClient({ apiUrl: at.url, credentials });
      const reconciling = { store, multisite, log, wait, now: Date.now, allowSpecialUse: false };
      const chosen = { dryRun: false, force: false, ...options };
      return reconcile(reconciling, chosen, new AbortController().signal);
    },
    async tell(type, change = {}, agoMs = MINUTE) {
      const occurredAt = new Date(Date.now() - agoMs).toISOString();
      await recordEvent(store, anEvent(type, { occurredAt, ...change }), Date.now());
    },
    async both(count) {
      for (let n = 1; n <= count; n += 1) {
        const { id, domain, blog_id: siteId } = api.add(`d${n}.example.com`);
        await place.tell('domain.created', { domain, siteId, domainId: id });
      }
    },
    async intentOf(domain) {
      const record = await store.get(parseDomainName(domain));
      return record && intentOf(record);
    },
    async [Symbol.asyncDispose]() {
      await store.close();
      await api[Symbol.asyncDispose]();
    },
  };
  return place;
}
