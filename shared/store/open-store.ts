import type { StoreLocation } from '../settings/settings.ts';
import type { Store } from './store.ts';

/**
 * Opens the store that the settings name, and loads only that one's code.
 *
 * @param access on a machine where some may read it and others write it
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
