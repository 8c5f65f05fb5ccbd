import type { NetworkSettings } from '../store/network-settings.ts';

/**
 * The host serves the network's own domain as that of the application. It is no alias: to add it fails, and to remove
 * it would take down every site.
 *
 * @param setting the network's domain, as it is set
 */
export function isOwnDomain(
  domain: string,
  setting: string | undefined,
  { network }: NetworkSettings,
): boolean {
  return domain === setting || domain === network?.value.domain;
}
