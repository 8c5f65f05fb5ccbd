import type { NetworkSettings } from '../store/network-settings.ts';
import type { Engine } from './engine.ts';

/**
 * Tells people which of the settings could not be read. They begin anew: events tell the network and its
 * interval again, and everything else is found out.
 */
export async function tellLost(
  { store, log }: Pick<Engine, 'store' | 'log'>,
  { lost }: NetworkSettings,
): Promise<void> {
  if (!lost || lost.length === 0) return;
  log.error({ lost }, `the settings in the store were damaged, and begin anew: ${lost.join(', ')}`);
  await store.changeSettings(({ lost: _, ...settings }) => settings);
}
