import type { RequestListener } from 'node:http';
import type { Logger } from 'pino';
import type { Settings } from '../../shared/settings/settings.ts';
import type { NetworkSettings } from '../../shared/store/network-settings.ts';
import { openStore } from '../../shared/store/open-store.ts';
import type { Store } from '../../shared/store/store.ts';
import {
  foreignPart,
  foreignStateError,
  type MadeWith,
  madeWith,
  SANDBOX,
} from './foreign-state.ts';
import { sendJson } from './http-body.ts';
import type { StateFolder } from './state-folder.ts';

/** The state to check, and the settings that it is used with. */
export interface Checked {
  readonly folder: StateFolder;
  readonly directory: string;
  readonly settings: Settings;
  readonly usesSandbox: boolean;
}

/**
 * Checks, before anything uses the state, that it was made with the Closte that is used now, and
 * remembers which Closte that is.
 *
 * @returns a function that checks at its first call, and again after each failure. It
 *   resolves to the network's settings that the store had before.
 *   It rejects with a ForeignStateError if the state was made with the other Closte.
 */
export function stateCheck(checked: Checked): () => Promise<NetworkSettings> {
  const { folder, directory, settings, usesSandbox } = checked;
  const now = usedBy(usesSandbox);

  async function check(): Promise<NetworkSettings> {
    await using opened = await open(settings);
    const { store } = opened;
    const known = await store.readSettings();
    const state = {
      folder: folder.madeWith,
      store: madeWith(known),
      hasDomains: await hasDomains(store),
    };
    const part = foreignPart(state, now);
    if (part) throw foreignStateError(part, now, { ...folder, directory, store: settings.store });
    const aliasHostAddress = usesSandbox ? SANDBOX : settings.closteApiUrl;
    if (known.aliasHostAddress !== aliasHostAddress) {
      await store.changeSettings((before) => ({ ...before, aliasHostAddress }));
    }
    if (!folder.isRemembered) folder.remember(now);
    return known;
  }

  let passed: Promise<NetworkSettings> | undefined;
  return () => {
    passed ??= check().catch((error: unknown) => {
      passed = undefined;
      throw error;
    });
    return passed;
  };
}

/**
 * The same check for the folder alone, before anything is written into it.
 *
 * @throws {ForeignStateError} if the folder was used with the other Closte
 */
export function refuseForeignFolder(
  folder: StateFolder,
  directory: string,
  usesSandbox: boolean,
): void {
  const now = usedBy(usesSandbox);
  const state = { folder: folder.madeWith, store: undefined, hasDomains: false };
  if (foreignPart(state, now)) throw foreignStateError('folder', now, { ...folder, directory });
}

const usedBy = (usesSandbox: boolean): MadeWith => (usesSandbox ? 'sandbox' : 'closte');

/** Lets requests through to the functions once the state may be used; until then, answers them with 503, so that they are repeated. */
export function onceChecked(
  check: () => Promise<unknown>,
  log: Logger,
  listener: RequestListener,
): RequestListener {
  return async (request, response) => {
    try {
      await check();
    } catch (err) {
      log.error({ err }, 'the state cannot be used:');
      const message = err instanceof Error ? err.message : String(err);
      return sendJson(response, 503, { error: { field: 'STORE', message } });
    }
    listener(request, response);
  };
}

async function open({ store: location }: Settings) {
  const store = await openStore(location);
  return { store, [Symbol.asyncDispose]: () => store.close() };
}

/** A record that cannot be read still counts as one. */
async function hasDomains(store: Store): Promise<boolean> {
  const { records, damaged = [] } = await store.list({ limit: 1 });
  return records.length + damaged.length > 0;
}
