import type { Limits } from '../lifecycle/circumstances.ts';
import type { Network } from '../problems/findings.ts';
import type { Settings } from '../settings/settings.ts';
import type { NetworkSettings } from '../store/network-settings.ts';

/** What domains are held to: where they must point, how often they are checked, how many times. */
export interface Policy {
  readonly network: Network;
  readonly limits: Limits;
}

/**
 * The environment says where domains must point, or else the multisite does; how often they are
 * checked, the multisite says, or else the environment.
 */
export function policyOf(settings: Settings, told: NetworkSettings): Policy {
  return {
    network: networkOf(settings) ?? told.network?.value ?? { addresses: [] },
    limits: {
      checkIntervalMs: (told.dnsCheckInterval?.value ?? settings.dnsCheckInterval) * 1000,
      dnsMaxTries: settings.dnsMaxTries,
      sslMaxTries: settings.sslMaxTries,
    },
  };
}

function networkOf({ networkDomain, networkAddresses }: Settings): Network | undefined {
  if (networkDomain === undefined && networkAddresses === undefined) return undefined;
  const addresses = networkAddresses ?? [];
  return networkDomain === undefined ? { addresses } : { domain: networkDomain, addresses };
}
