import { policyOf } from '../../shared/engine/policy.ts';
import { problemText } from '../../shared/problems/recorded-problem.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { NetworkSettings } from '../../shared/store/network-settings.ts';
import { networkProblems } from '../../shared/verification/dns/network-proxied.ts';
import { openChecks } from '../../shared/verification/open-checks.ts';
import { connectionFailure } from '../cli/connection-failure.ts';

/** The facts in which mistakes may hide that nothing else would reveal. */
export interface Concerning {
  readonly settings: Settings;
  /** Where it listens. */
  readonly host: string;
  readonly usesSandbox: boolean;
  /** The network as the store knows it. */
  readonly told: NetworkSettings;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Warnings for a person who has just started the system: likely mistakes that do not stop it. Each resolves to a
 * sentence, or to undefined if all is well.
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
          proxyConcern(settings, told),
          connectionConcern(settings, now),
        ]),
  ];
}

async function hostConcern(host: string) {
  if (/^(localhost|127\..*|::1)$/i.test(host)) return undefined;
  return `Anybody who can reach ${host} can map and unmap domains, since no password is needed: keep others out, or set HOST to 127.0.0.1.`;
}

async function writingConcern({ multisiteApiUrl }: Settings) {
  if (multisiteApiUrl === undefined) return undefined;
  return `The results of the sandbox are written to the multisite at ${multisiteApiUrl}: leave MULTISITE_API_URL out if its sites are real.`;
}

/** A warning only, since it may be intended: Closte's address may have changed. */
async function addressConcern({ closteApiUrl }: Settings, { aliasHostAddress }: NetworkSettings) {
  if (aliasHostAddress === undefined || aliasHostAddress === closteApiUrl) return undefined;
  return `The state was made with ${aliasHostAddress}, but CLOSTE_API_URL is now ${closteApiUrl}: aliases that were added at the first address are assumed to exist at the second.`;
}

async function networkConcern(settings: Settings, told: NetworkSettings) {
  const { domain, addresses } = policyOf(settings, told, Date.now()).network;
  if (domain !== undefined || addresses.length > 0) return undefined;
  return 'No setting says what mapped domains must point at: set NETWORK_DOMAIN. Until then, or until an event says so, no domain gets past checking-dns.';
}

/** Nobody waits for this check, but it must end. In milliseconds. */
const RESOLVE_MS = 10_000;

/** If the network is behind a proxy, domains cannot point at the addresses of its name. */
async function proxyConcern(settings: Settings, told: NetworkSettings) {
  const { network } = policyOf(settings, told, Date.now());
  const { openPass } = openChecks(settings, { warn() {} });
  const seen = await openPass(network.domain)
    .resolveNetwork(network, AbortSignal.timeout(RESOLVE_MS))
    .catch(() => undefined);
  const [problem] = seen ? networkProblems(seen) : [];
  if (!problem) return undefined;
  const { message, remedy } = problemText(problem);
  return `${message} ${remedy}`;
}

async function connectionConcern(settings: Settings, now: number) {
  const failure = await connectionFailure(settings, now);
  if (!failure) return undefined;
  const { kind, message, remedy } = failure;
  // The message of this kind already says that Closte refuses the key.
  return `${kind === 'unauthorized' ? '' : 'Closte cannot be used: '}${message}. ${remedy}`;
}
