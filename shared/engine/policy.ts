import type { Limits } from '../lifecycle/circumstances.ts';
import type { Network } from '../problems/findings.ts';
import type { Settings } from '../settings/settings.ts';
import type { NetworkSettings } from '../store/network-settings.ts';
import { formerAddresses } from './former-addresses.ts';

const DAY_MS = 24 * 60 * 60_000;

/** What domains are held to: where they must point, how often they are checked, how many times. */
export interface Policy {
  readonly network: Network;
  readonly limits: Limits;
  /** How long an address that the network has left goes on counting as right. */
  readonly networkGraceMs: number;
}

/**
 * Where domains must point, the environment says and the multisite tells, together: what either has is
 * right, and for a time what was right before. How often they are checked, the multisite says, or else
 * the environment.
 */
export function policyOf(settings: Settings, told: NetworkSettings, now: number): Policy {
  const networkGraceMs = settings.networkGraceDays * DAY_MS;
  const formerly = formerAddresses(told, now, networkGraceMs);
  return {
    network: {
      ...networkOf(settings, told.network?.value),
      ...(formerly.length > 0 ? { formerly } : {}),
    },
    networkGraceMs,
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
