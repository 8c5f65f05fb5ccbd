import type { Limits } from '../lifecycle/circumstances.ts';
import type { Network } from '../problems/findings.ts';
import type { Settings } from '../settings/settings.ts';
import type { NetworkSettings } from '../store/network-settings.ts';
import { formerAddresses } from './former-addresses.ts';

const DAY_MS = 24 * 60 * 60_000;

/**
 * The rules for all domains: where they must point, how often they are checked, how many tries they have.
 */
export interface Policy {
  readonly network: Network;
  /** The network's domain from events, if the environment names another one to point at. */
  readonly toldDomain?: string | undefined;
  readonly limits: Limits;
  /** How long an address that the network has left still counts as right, in milliseconds. */
  readonly networkGraceMs: number;
}

/**
 * Domains must point at the network that the environment or the multisite names: the addresses of both are
 * right, and so are former ones for a while. The check interval is the multisite's, or else the
 * environment's.
 */
export function policyOf(settings: Settings, told: NetworkSettings, now: number): Policy {
  const networkGraceMs = settings.networkGraceDays * DAY_MS;
  const formerly = formerAddresses(told, now, networkGraceMs);
  return {
    network: {
      ...networkOf(settings, told.network?.value),
      ...(formerly.length > 0 ? { formerly } : {}),
    },
    toldDomain: told.network?.value.domain,
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
