import { policyOf } from '../../shared/engine/policy.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { NetworkSettings } from '../../shared/store/network-settings.ts';
import { connectionFailure } from '../cli/connection-failure.ts';

/** What is set, as far as it may be a mistake that nothing else would show. */
export interface Concerning {
  readonly settings: Settings;
  /** Where it listens. */
  readonly host: string;
  readonly usesSandbox: boolean;
  /** What the store knows of the network. */
  readonly told: NetworkSettings;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * What a person has to know who has just started the system: nothing stops it, but it does not do what
 * was meant. Each is a sentence once it is known, or undefined if all is well.
 */
export function startingConcerns(concerning: Concerning): Promise<string | undefined>[] {
  const { settings, host, usesSandbox, told, now } = concerning;
  return [
    hostConcern(host),
    ...(usesSandbox
      ? [writingConcern(settings)]
      : [
          addressConcern(settings, told),
          networkConcern(settings, told),
          connectionConcern(settings, now),
        ]),
  ];
}

async function hostConcern(host: string) {
  if (/^(localhost|127\..*|::1)$/i.test(host)) return undefined;
  return `Whoever reaches ${host} can map and unmap domains, since nothing asks for a password: keep others out, or set HOST to 127.0.0.1.`;
}

async function writingConcern({ multisiteApiUrl }: Settings) {
  if (multisiteApiUrl === undefined) return undefined;
  return `What happens in the sandbox is written to the multisite at ${multisiteApiUrl}: leave MULTISITE_API_URL out if its sites are real.`;
}

/** An operator may mean it: Closte's address may have changed. */
async function addressConcern({ closteApiUrl }: Settings, { aliasHostAddress }: NetworkSettings) {
  if (aliasHostAddress === undefined || aliasHostAddress === closteApiUrl) return undefined;
  return `The state comes from ${aliasHostAddress}, and CLOSTE_API_URL is ${closteApiUrl} now: aliases that the other has added are taken to be there.`;
}

async function networkConcern(settings: Settings, told: NetworkSettings) {
  const { domain, addresses } = policyOf(settings, told, Date.now()).network;
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
