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
 * Where domains must point, the environment says and the multisite tells, together: what either has is
 * right. How often they are checked, the multisite says, or else the environment.
 */
export function policyOf(settings: Settings, told: NetworkSettings): Policy {
  return {
    network: networkOf(settings, told.network?.value),
    limits: {
      checkIntervalMs: (told.dnsCheckInterval?.value ?? settings.dnsCheckInterval) * 1000,
      dnsMaxTries: settings.dnsMaxTries,
      sslMaxTries: settings.sslMaxTries,
    },
  };
}

function networkOf(settings: Settings, told: Network | undefined): Network {
  const domain = settings.networkDomain ?? told?.domain;
  const addresses = settings.networkAddresses ?? [];
  const alsoRight = told?.addresses ?? [];
  return {
    ...(domain === undefined ? {} : { domain }),
    addresses,
    ...(alsoRight.length > 0 ? { alsoRight } : {}),
  };
}
