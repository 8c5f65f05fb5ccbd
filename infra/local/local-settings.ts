import { join } from 'node:path';
import * as v from 'valibot';
import { DNS_CHECK_INTERVAL } from '../../shared/settings/check-interval.ts';
import { LOCAL_STORE, SETTINGS } from '../../shared/settings/environment-schema.ts';
import { googleEnvironment } from '../../shared/settings/google-environment.ts';
import { listed } from '../../shared/settings/parsers.ts';
import {
  type Environment,
  readVariables,
  setTo,
  usualOf,
  variable,
} from '../../shared/settings/variable.ts';

/** A setting for one machine has no usable value. */
export class LocalSettingsError extends Error {
  override readonly name = 'LocalSettingsError';
}

const wholeNumberTo = (most: number) =>
  v.pipe(
    v.string(),
    v.check(
      (text) => /^\d+$/.test(text) && Number(text) <= most,
      ({ input }) => `must be a whole number from 0 to ${most}, not ${input}`,
    ),
    v.transform(Number),
  );

/** The settings for one machine only. */
export const LOCAL_SETTINGS = v.object({
  host: variable('HOST', v.string(), '127.0.0.1', 'where `npm start` listens'),
  port: variable(
    'PORT',
    wholeNumberTo(65_535),
    '8080',
    'the port of `npm start`, 0 for a free one; `closte-domains publish` sends events there',
  ),
  dataDirectory: variable(
    'DATA_DIR',
    v.string(),
    LOCAL_STORE.directory,
    'the folder where `npm start` keeps its state, and `closte-domains` finds the store',
  ),
  issuanceDelayMs: variable(
    'SANDBOX_ISSUANCE_SECONDS',
    v.pipe(
      wholeNumberTo(86_400),
      v.transform((seconds) => seconds * 1000),
    ),
    '8',
    'seconds from adding an alias in the sandbox to its certificate',
  ),
});

/** Settings of the functions that have a default with the sandbox. The functions themselves check their values. */
const SANDBOX_NETWORK = v.object({
  networkDomain: variable(
    'NETWORK_DOMAIN',
    v.string(),
    'network.example.com',
    'the main domain of the network, as the DNS of the sandbox has it',
  ),
  networkAddresses: variable(
    'NETWORK_ADDRESSES',
    v.pipe(v.string(), v.transform(listed)),
    '127.0.0.1',
    'the addresses that the DNS of the sandbox has for every name',
  ),
});

const SCHEMA = v.object({ ...LOCAL_SETTINGS.entries, ...SANDBOX_NETWORK.entries });

/** Settings that only the system on one machine needs; all others belong to the functions. */
export interface LocalSettings extends Readonly<v.InferOutput<typeof SCHEMA>> {
  /** Whether the sandbox takes the place of the outside world, since there is no real key. */
  readonly usesSandbox: boolean;
}

/** @throws {LocalSettingsError} that names every wrong variable */
export function readLocalSettings(given: Environment): LocalSettings {
  const { values, wrong } = readVariables(SCHEMA, given);
  if (!values) throw new LocalSettingsError(wrong.join('; '));
  const { closteApiKeySecret, closteClientApiKey, expectedCallers } = SETTINGS.entries;
  if (setTo(expectedCallers, given) !== undefined) {
    const why = 'EXPECTED_CALLERS must not be set on one machine';
    throw new LocalSettingsError(`${why}: nothing here has an identity token of Google`);
  }
  const keys = [closteApiKeySecret, closteClientApiKey].map((key) => setTo(key, given));
  return { ...values, usesSandbox: keys.every((key) => key === undefined) };
}

/** Where a program with this environment finds `npm start`. */
export function localOrigin(environment: Environment = {}): string {
  const { port } = LOCAL_SETTINGS.entries;
  return `http://127.0.0.1:${setTo(port, environment) ?? usualOf(port)}`;
}

/** The environment of a program that reads the state of `npm start`, with the path of its store. */
export function withLocalStore(given: Environment): Environment {
  const { dataDirectory } = LOCAL_SETTINGS.entries;
  const directory = setTo(dataDirectory, given);
  if (directory === undefined || setTo(SETTINGS.entries.store, given) !== undefined) return given;
  return { ...given, STORE: storeIn(directory) };
}

const storeIn = (directory: string) => `sqlite:${join(directory, LOCAL_STORE.file)}`;

/**
 * The environment that the functions are started with: the given settings, and defaults for the rest.
 *
 * @param sandbox the settings for using the sandbox; undefined if it is not used
 */
export function functionsEnvironment(
  given: Environment,
  settings: LocalSettings,
  sandbox: Environment | undefined,
): Record<string, string> {
  const defaults: Environment = {
    STORE: storeIn(settings.dataDirectory),
    LOG_FORMAT: 'text',
    STATUS_CHECK_AGAIN: 'true',
    ...(sandbox && {
      ...sandbox,
      NETWORK_DOMAIN: settings.networkDomain,
      NETWORK_ADDRESSES: settings.networkAddresses.join(','),
      DNS_CHECK_INTERVAL: String(DNS_CHECK_INTERVAL.least),
    }),
  };
  const set = (environment: Environment) =>
    Object.entries(environment).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  const environment = Object.fromEntries([...set(defaults), ...set(given)]);
  // Messages about the sandbox's domains must not go to a project that the shell happens to name.
  const { pubSubEmulator, firestoreEmulator } = googleEnvironment(environment);
  const isEmulated = pubSubEmulator !== undefined || firestoreEmulator !== undefined;
  if (sandbox && !isEmulated) delete environment.GOOGLE_CLOUD_PROJECT;
  return environment;
}
