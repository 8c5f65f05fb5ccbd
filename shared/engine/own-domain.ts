import type { NetworkSettings } from '../store/network-settings.ts';

/**
 * Whether the domain is the network's own. The host serves it as the application's domain, not as an alias:
 * adding it fails, and removing it would take down every site.
 *
 * @param setting the network's domain from the settings
 */
export function isOwnDomain(
  domain: string,
  setting: string | undefined,
  { network }: NetworkSettings,
): boolean {
  return domain === setting || domain === network?.value.domain;
}
