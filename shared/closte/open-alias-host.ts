import type { Settings } from '../settings/settings.ts';
import { type ClosteHostOptions, closteAliasHost } from './alias-host.ts';
import { closteClient } from './client.ts';
import { openApiKey } from './open-api-key.ts';

/** Closte as the engine's `AliasHost`, with the address and the key from the settings. */
export function openAliasHost(settings: Settings, options: Omit<ClosteHostOptions, 'closte'>) {
  const { closteApiUrl: apiUrl } = settings;
  const closte = closteClient({ apiUrl, apiKey: openApiKey(settings) });
  return closteAliasHost({ closte, ...options });
}
