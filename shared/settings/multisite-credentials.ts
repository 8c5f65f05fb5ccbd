import { fixedSecret, managedSecret, type Secret, SecretError } from './secret.ts';
import type { Settings } from './settings.ts';

/** The credentials of Ultimate Multisite's REST API, for HTTP Basic: its API key and API secret. */
export interface Credentials {
  readonly key: string;
  readonly secret: string;
}

/** Where the credentials come from. Both functions throw a SecretError if they cannot be read. */
export interface MultisiteCredentials {
  current(): Promise<Credentials>;
  /** Reads them again after `refused` were refused; undefined if they are still the same. */
  replacementFor(refused: Credentials): Promise<Credentials | undefined>;
}

/** The credentials from the settings; undefined if they have none. */
export function openMultisiteCredentials({
  multisiteApiSecret: source,
}: Pick<Settings, 'multisiteApiSecret'>): MultisiteCredentials | undefined {
  if (source === undefined) return undefined;
  return 'value' in source
    ? credentialsIn(fixedSecret(source.value), 'MULTISITE_API_SECRET')
    : credentialsIn(managedSecret(WHAT, source.secret), source.secret);
}

const WHAT = "the multisite's API key and secret";

/**
 * The credentials in a secret whose text is `key:secret`, split at the first colon.
 *
 * @param where what a person has to correct if the text has another form
 */
export function credentialsIn(secret: Secret, where: string): MultisiteCredentials {
  return {
    current: async () => split(await secret.current(), where),
    async replacementFor({ key, secret: refused }) {
      const replacement = await secret.replacementFor(`${key}:${refused}`);
      return replacement === undefined ? undefined : split(replacement, where);
    },
  };
}

function split(text: string, where: string): Credentials {
  const colon = text.indexOf(':');
  if (colon > 0 && colon < text.length - 1) {
    return { key: text.slice(0, colon), secret: text.slice(colon + 1) };
  }
  throw new SecretError(`${WHAT} in ${where} must be written as key:secret`);
}
