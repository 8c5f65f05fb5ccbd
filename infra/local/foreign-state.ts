import { resolve } from 'node:path';
import type { StoreLocation } from '../../shared/settings/settings.ts';
import type { NetworkSettings } from '../../shared/store/network-settings.ts';

/** The sandbox, or the real Closte. */
export type MadeWith = 'sandbox' | 'closte';

/**
 * The state was made with the sandbox while the real Closte is used now, or the other way round. Each has
 * aliases that the other lacks.
 */
export class ForeignStateError extends Error {
  override readonly name = 'ForeignStateError';
}

/** The facts about the state that are known before it is used. */
export interface State {
  /** The Closte that the folder was used with; undefined if it is new. */
  readonly folder: MadeWith | undefined;
  /** The Closte that the store says it was used with; undefined if it does not say. */
  readonly store: MadeWith | undefined;
  /** Whether the store has any domain. */
  readonly hasDomains: boolean;
}

/**
 * The part of the state that must not be used with the Closte in use now; undefined if all of it may be used.
 *
 * A store that does not name its Closte was written either together with the folder, by a version that did not
 * remember it, or by the functions on Google Cloud, which never use a sandbox.
 */
export function foreignPart(state: State, now: MadeWith): 'folder' | 'store' | undefined {
  const { folder = now, hasDomains } = state;
  if (folder !== now) return 'folder';
  const store = state.store ?? (hasDomains ? (state.folder ?? 'closte') : now);
  return store === now ? undefined : 'store';
}

/** The error for a person, with what to do. */
export function foreignStateError(part: 'folder' | 'store', now: MadeWith, place: Place) {
  const where = part === 'folder' ? resolve(place.directory) : nameOf(place.store);
  const was = now === 'sandbox' ? 'the real Closte' : 'the sandbox';
  const key = now === 'sandbox' ? 'no key is set (CLOSTE_CLIENT_API_KEY)' : 'a key is set';
  const remedy = part === 'folder' ? 'DATA_DIR to another folder' : 'STORE to another store';
  const wrongly =
    part === 'folder' && now === 'closte' && !place.isRemembered
      ? ' If the folder has been used with the real Closte since then, remove sandbox.json and sandbox-ca.crt from it.'
      : '';
  return new ForeignStateError(
    `${where} holds the state of ${was}, but ${key}. The two are never mixed: set ${remedy}.${wrongly}`,
  );
}

/** Where the state is. */
export interface Place {
  readonly directory: string;
  readonly store?: StoreLocation;
  /** Whether the folder itself says what it was used with. */
  readonly isRemembered: boolean;
}

/** The word in a store for the sandbox, whose address changes from run to run. */
export const SANDBOX = 'sandbox';

/** The Closte that a store says it was used with. */
export function madeWith({ aliasHostAddress }: NetworkSettings): MadeWith | undefined {
  if (aliasHostAddress === undefined) return undefined;
  return aliasHostAddress === SANDBOX ? 'sandbox' : 'closte';
}

function nameOf(location: StoreLocation | undefined): string {
  return location?.kind === 'sqlite'
    ? `The store ${resolve(location.path)}`
    : 'The store in Firestore';
}
