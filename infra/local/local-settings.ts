import { join } from 'node:path';

/** A variable that is for one machine only has no usable value. */
export class LocalSettingsError extends Error {
  override readonly name = 'LocalSettingsError';
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What only the system on one machine has to know; all the rest is the functions' own. */
export interface LocalSettings {
  readonly host: string;
  /** 0 for one that is free. */
  readonly port: number;
  readonly dataDirectory: string;
  /** Without a real key, the sandbox stands in for the world outside. */
  readonly usesSandbox: boolean;
  /** What the sandbox's DNS says of the network. */
  readonly networkDomain: string;
  readonly networkAddresses: readonly string[];
  /** From adding an alias in the sandbox to its certificate. */
  readonly issuanceDelayMs: number;
}

/** @throws {LocalSettingsError} that names the variable */
export function readLocalSettings(given: Environment): LocalSettings {
  const number = (name: string, usual: number, most: number) => {
    const text = given[name] || String(usual);
    if (/^\d+$/.test(text) && Number(text) <= most) return Number(text);
    throw new LocalSettingsError(`${name} must be a whole number from 0 to ${most}, not ${text}`);
  };
  return {
    host: given.HOST || '127.0.0.1',
    port: number('PORT', 8080, 65_535),
    dataDirectory: given.DATA_DIR || '.data',
    usesSandbox: !given.CLOSTE_CLIENT_API_KEY && !given.CLOSTE_API_KEY_SECRET,
    networkDomain: given.NETWORK_DOMAIN || 'network.example.com',
    networkAddresses: (given.NETWORK_ADDRESSES || '127.0.0.1').split(',').map((one) => one.trim()),
    issuanceDelayMs: number('SANDBOX_ISSUANCE_SECONDS', 8, 86_400) * 1000,
  };
}

/**
 * The environment that the functions are started with: what is given, and defaults for the rest.
 *
 * @param sandbox what the sandbox says about itself, if it is used
 */
export function functionsEnvironment(
  given: Environment,
  settings: LocalSettings,
  sandbox: Environment | undefined,
): Record<string, string> {
  const defaults: Environment = {
    STORE: `sqlite:${join(settings.dataDirectory, 'domains.db')}`,
    LOG_FORMAT: 'text',
    ...(sandbox && {
      ...sandbox,
      NETWORK_DOMAIN: settings.networkDomain,
      NETWORK_ADDRESSES: settings.networkAddresses.join(','),
      DNS_CHECK_INTERVAL: '10',
    }),
  };
  const set = (environment: Environment) =>
    Object.entries(environment).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  const environment = Object.fromEntries([...set(defaults), ...set(given)]);
  // A shell's own project is not meant to hear of the sandbox's domains.
  const emulated = environment.PUBSUB_EMULATOR_HOST ?? environment.FIRESTORE_EMULATOR_HOST;
  if (sandbox && emulated === undefined) delete environment.GOOGLE_CLOUD_PROJECT;
  return environment;
}
