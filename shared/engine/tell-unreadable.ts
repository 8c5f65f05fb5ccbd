import type { NetworkSettings } from '../store/network-settings.ts';
import type { Engine } from './engine.ts';

/**
 * Reports which of the settings could not be read. These start afresh: events name the network and its
 * interval again, and everything else is looked up again.
 */
export async function tellUnreadable(
  { store, log }: Pick<Engine, 'store' | 'log'>,
  { lost }: NetworkSettings,
): Promise<void> {
  if (!lost || lost.length === 0) return;
  log.error(
    { lost },
    `the settings in the store were damaged, and start afresh: ${lost.join(', ')}`,
  );
  await store.changeSettings(({ lost: _, ...settings }) => settings);
}
