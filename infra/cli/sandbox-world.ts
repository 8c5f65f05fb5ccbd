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
    help: 'Look at the sandbox of the "npm start" at this address',
  },
} as const;

/** The sandbox of a system that runs on this machine. */
export interface SandboxWorld {
  /** `http://127.0.0.1:8080` */
  readonly origin: string;
  /** The settings with which a program meets it. */
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

/** It is on this machine, and answers from memory. */
const TIMEOUT_MS = 2000;

/**
 * The sandbox at the address that the option gives, or else at that of `npm start`. From then on this
 * process trusts its certificates.
 *
 * @param given the option
 * @returns undefined if it is not given and nothing there has a sandbox
 * @throws {UsageError} if the address is none
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
      `--sandbox does not give a URL but ${JSON.stringify(given)}; give one such as ${localOrigin()}`,
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
  return { origin, settings: readSettings({ ...environment, ...found.settings }) };
}

/** Whether the settings name the real DNS or the real Closte, so that a sandbox is not what is meant. */
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
