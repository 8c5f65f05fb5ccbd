import type { StoreLocation } from '../settings/settings.ts';
import type { Store } from './store.ts';

/**
 * Opens the store that the settings name, and loads only that one's code.
 *
 * @param access `write` refuses an SQLite file that this user may only read
 */
export async function openStore(
  location: StoreLocation,
  access: 'read' | 'write' = 'write',
): Promise<Store> {
  if (location.kind === 'firestore') {
    const { firestoreStore } = await import('./firestore.ts');
    return firestoreStore();
  }
  const { sqliteStore } = await import('./sqlite.ts');
  return sqliteStore(location.path, access);
}
