import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import * as v from 'valibot';
import { baseUrl } from '../../shared/settings/base-url.ts';
import { readSettings, type Settings } from '../../shared/settings/settings.ts';
import type { Environment } from '../../shared/settings/variable.ts';
import { localOrigin } from '../local/local-settings.ts';
import { UsageError } from './arguments.ts';
import { CommandFailedError } from './command.ts';

/** The option that names a sandbox. */
export const SANDBOX_OPTION = {
  sandbox: {
    type: 'string',
    value: 'URL',
    help: 'Look at the sandbox that "npm start" runs at this address',
  },
} as const;

/** The sandbox of a system that runs on this machine. */
export interface SandboxWorld {
  /** `http://127.0.0.1:8080` */
  readonly origin: string;
  /** The environment of a program that uses the sandbox. */
  readonly given: Environment;
  /** The settings of a program that uses the sandbox. */
  readonly settings: Settings;
}

const access = v.object({
  settings: v.object({
    DNS_SERVERS: v.string(),
    TLS_PORT: v.string(),
    ALLOW_PRIVATE_ADDRESSES: v.string(),
    NETWORK_DOMAIN: v.string(),
    NETWORK_ADDRESSES: v.string(),
  }),
  certificateAuthority: v.string(),
});

/** Short, since the sandbox is on this machine and answers from memory. */
const TIMEOUT_MS = 2000;

/**
 * The sandbox at the address that the option gives, or else at that of `npm start`. From then on, this
 * process trusts the sandbox's certificates.
 *
 * @param given the option
 * @returns undefined if no address is given and `npm start` does not run a sandbox
 * @throws {UsageError} if `given` is not an address
 * @throws {CommandFailedError} if there is no sandbox at the address that is given
 */
export async function sandboxWorld(
  given: string | undefined,
  environment: Environment,
): Promise<SandboxWorld | undefined> {
  const origin = baseUrl(given ?? localOrigin(environment));
  if (!/^https?:\/\/./.test(origin) || !URL.canParse(origin)) {
    if (given === undefined) return undefined;
    throw new UsageError(
      `--sandbox must be a URL such as ${localOrigin()}, not ${JSON.stringify(given)}`,
    );
  }
  const found = await accessAt(origin);
  if (!found && given !== undefined) {
    throw new CommandFailedError(
      `There is no sandbox at ${origin}. Start the system with "npm start", without a key.`,
    );
  }
  if (!found) return undefined;
  setDefaultCACertificates([...getCACertificates('default'), found.certificateAuthority]);
  const settings = readSettings({ ...environment, ...found.settings });
  return { origin, given: found.settings, settings };
}

/** Whether the settings name the real DNS or the real Closte, so that no sandbox is meant. */
export function isOfTheWorld(settings: Settings): boolean {
  const { closteApiKey, networkDomain, networkAddresses, dnsServers } = settings;
  return [closteApiKey, networkDomain, networkAddresses, dnsServers].some(
    (set) => set !== undefined,
  );
}

async function accessAt(origin: string) {
  try {
    const response = await fetch(`${origin}/sandbox/settings`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return v.parse(access, await response.json());
  } catch {
    return undefined;
  }
}
