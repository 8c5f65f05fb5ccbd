import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { googleEnvironment } from '../../shared/settings/google-environment.ts';
import type { StoreLocation } from '../../shared/settings/settings.ts';
import type { Store } from '../../shared/store/store.ts';
import { UsageError } from './arguments.ts';
import { CommandFailedError } from './command.ts';
import { adviceOnRefusal, findGoogleCredentials } from './google-credentials.ts';

/**
 * Reads from the store if there is one already: to look at what is known creates nothing.
 *
 * @returns undefined if there is no store yet
 * @throws {CommandFailedError} if it cannot be read
 */
export async function readStore<T>(
  location: StoreLocation,
  read: (store: Store) => Promise<T>,
): Promise<T | undefined> {
  return exists(location) ? useStore(location, read, 'read') : undefined;
}

/** Whether there is a store already, as far as that can be known without a look at it. */
export function exists(location: StoreLocation): boolean {
  return location.kind !== 'sqlite' || existsSync(location.path);
}

/**
 * Opens the store, and creates it if there is none.
 *
 * @throws {CommandFailedError} if that, or `use`, fails
 */
export async function useStore<T>(
  location: StoreLocation,
  use: (store: Store) => Promise<T>,
  access: 'read' | 'write' = 'write',
): Promise<T> {
  if (location.kind === 'firestore' && googleEnvironment().firestoreEmulator === undefined) {
    await findGoogleCredentials();
  }
  try {
    const { openStore } = await import('../../shared/store/open-store.ts');
    const store = await openStore(location, access);
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof CommandFailedError || error instanceof UsageError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const advice = adviceOnRefusal(error) ?? 'Is STORE set right?';
    throw new CommandFailedError(
      `The store ${nameOf(location)} cannot be read: ${reason}. ${advice}`,
    );
  }
}

/** Says that there is no store, and what to do if there should be one. */
export function noStoreAt(location: StoreLocation): string {
  return `There is no store ${nameOf(location)} yet; if yours is elsewhere, give --store, or remember it with "closte-domains use --store …".`;
}

function nameOf(location: StoreLocation): string {
  return location.kind === 'sqlite' ? `at ${resolve(location.path)}` : 'in Firestore';
}
