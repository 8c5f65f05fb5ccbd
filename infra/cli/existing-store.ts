import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { googleEnvironment } from '../../shared/settings/google-environment.ts';
import type { StoreLocation } from '../../shared/settings/settings.ts';
import { DamageError, NewerRecordError } from '../../shared/store/damage-error.ts';
import { isBusy } from '../../shared/store/sqlite-error.ts';
import type { Store } from '../../shared/store/store.ts';
import { UsageError } from './arguments.ts';
import { CommandFailedError } from './command.ts';
import { adviceOnRefusal, findGoogleCredentials } from './google-credentials.ts';

/**
 * Reads from the store if there is one already: reading must not create a store.
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

/** Whether there is a store already, as far as that is known without opening it. */
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
  const { openStore } = await import('../../shared/store/open-store.ts');
  return opened(location, async () => {
    const store = await openStore(location, access);
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  });
}

/**
 * Runs code that opens or uses the store.
 *
 * @throws {CommandFailedError} that says what is wrong with the store, and what to do
 */
export async function opened<T>(location: StoreLocation, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    if (error instanceof CommandFailedError || error instanceof UsageError) throw error;
    // The fault is in one record, not in the store.
    if (error instanceof DamageError) throw new CommandFailedError(damageText(error));
    const name = nameOf(location);
    if (isBusy(error instanceof Error && error.cause ? error.cause : error)) {
      throw new CommandFailedError(`The store ${name} is locked by another program; try again.`);
    }
    const reason = reasonOf(error, location);
    const usual =
      location.kind === 'sqlite'
        ? 'Check whether STORE is set correctly.'
        : 'Check whether this machine reaches Google Cloud, and try again.';
    const advice = adviceOnRefusal(error) ?? usual;
    throw new CommandFailedError(`The store ${name} cannot be used: ${reason}. ${advice}`);
  }
}

/** A record that cannot be read, and what to do about it. */
export function damageText(error: DamageError): string {
  const mending =
    error instanceof NewerRecordError
      ? ''
      : ' The next event or listing of the multisite that has the domain replaces it.';
  return `${error.message}.${mending}`;
}

/** The reason alone, since the sentence around it names the store. */
function reasonOf(error: unknown, location: StoreLocation): string {
  const told = error instanceof Error ? error.message : String(error);
  const named =
    location.kind === 'sqlite' ? `The store cannot be opened at ${location.path}: ` : '';
  return told.startsWith(named) ? told.slice(named.length) : told;
}

/** Says that there is no store, and what to do if there should be one. */
export function noStoreAt(location: StoreLocation): string {
  return `There is no store ${nameOf(location)} yet; if yours is elsewhere, give --store, or remember it with "closte-domains use --store …".`;
}

function nameOf(location: StoreLocation): string {
  return location.kind === 'sqlite' ? `at ${resolve(location.path)}` : 'in Firestore';
}
