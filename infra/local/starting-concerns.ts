import { policyOf } from '../../shared/engine/policy.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { NetworkSettings } from '../../shared/store/network-settings.ts';
import { connectionFailure } from '../cli/connection-failure.ts';

/**
 * What a person has to know who has just started the system with the real Closte: nothing stops it, but
 * no domain gets anywhere. Each is a sentence once it is known, or undefined if all is well.
 *
 * @param told what the store knows of the network
 * @param now milliseconds since the epoch
 */
export function startingConcerns(
  settings: Settings,
  told: NetworkSettings,
  now: number,
): Promise<string | undefined>[] {
  return [
    addressConcern(settings, told),
    networkConcern(settings, told),
    connectionConcern(settings, now),
  ];
}

/** An operator may mean it: Closte's address may have changed. */
async function addressConcern({ closteApiUrl }: Settings, { aliasHostAddress }: NetworkSettings) {
  if (aliasHostAddress === undefined || aliasHostAddress === closteApiUrl) return undefined;
  return `The state comes from ${aliasHostAddress}, and CLOSTE_API_URL is ${closteApiUrl} now: aliases that the other has added are taken to be there.`;
}

async function networkConcern(settings: Settings, told: NetworkSettings) {
  const { domain, addresses } = policyOf(settings, told).network;
  if (domain !== undefined || addresses.length > 0) return undefined;
  return 'What mapped domains must point at is not known: set NETWORK_DOMAIN. Until then, or until an event tells it, no domain gets past checking-dns.';
}

async function connectionConcern(settings: Settings, now: number) {
  const failure = await connectionFailure(settings, now);
  if (!failure) return undefined;
  const { kind, message, remedy } = failure;
  const what = kind === 'unauthorized' ? 'Closte refuses the API key' : 'Closte cannot be used';
  return `${what}: ${message}. ${remedy}`;
}
