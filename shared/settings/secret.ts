import { endpointOverride } from './google-endpoint.ts';
import { grpcCode } from './grpc-code.ts';

/** Reads the payload of a secret's version, by its full name. */
export type AccessSecret = (name: string) => Promise<string>;

/** A text that others must not see, and that may be replaced by another while we run. */
export interface Secret {
  /** @throws {SecretError} if it cannot be read */
  current(): Promise<string>;
  /**
   * Reads it again after `refused` was refused; undefined if it is still the same.
   *
   * @throws {SecretError} if it cannot be read
   */
  replacementFor(refused: string): Promise<string | undefined>;
}

/** A secret cannot be read. The message says which one, why, and what to do; it never holds it. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

/** A secret that stays what it is for as long as the process lives. */
export function fixedSecret(text: string): Secret {
  return {
    current: async () => text,
    replacementFor: async (refused) => (refused === text ? undefined : text),
  };
}

/** What everyone is refused with is not asked for more often than this. */
const READ_AGAIN_AFTER_MS = 60_000;

/**
 * A secret as Secret Manager has it: read when it is first needed, kept, and read again when it is
 * refused, so that a new version takes effect without a deployment.
 *
 * @param what what it is, for messages: `the API key`
 * @param name `projects/P/secrets/S/versions/latest`
 * @param now milliseconds since the epoch
 */
export function managedSecret(
  what: string,
  name: string,
  access: AccessSecret = accessSecretManager(),
  now: () => number = Date.now,
): Secret {
  let reading: Promise<string> | undefined;
  let readAt = 0;

  const current = () => {
    if (!reading) {
      readAt = now();
      reading = read(what, name, access).catch((error: unknown) => {
        reading = undefined;
        throw error;
      });
    }
    return reading;
  };

  return {
    current,
    async replacementFor(refused) {
      const kept = await current();
      if (kept !== refused) return kept;
      if (now() < readAt + READ_AGAIN_AFTER_MS) return undefined;
      reading = undefined;
      const latest = await current();
      return latest === refused ? undefined : latest;
    },
  };
}

/** gRPC's codes for what can be wrong with a secret, and what to do about it. */
const CAUSES: ReadonlyMap<number | undefined, string> = new Map([
  [3, 'the name is not one of a secret version'],
  [5, 'there is no such secret, or it has no version; create it'],
  [7, 'the service account may not read it; grant it roles/secretmanager.secretAccessor'],
  [9, 'the version is disabled or destroyed; add a new one, or enable it'],
]);

async function read(what: string, name: string, access: AccessSecret): Promise<string> {
  const text = await access(name).catch((error: unknown) => {
    const cause = CAUSES.get(grpcCode(error)) ?? 'Secret Manager cannot be reached';
    throw new SecretError(`${what} in ${name} cannot be read: ${cause}`);
  });
  if (text.trim() !== '') return text.trim();
  throw new SecretError(`${what} in ${name} is empty; add a version that holds it`);
}

/**
 * Google's client, loaded with the first secret that is read. It honours gcloud's own
 * CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER, without credentials then.
 */
function accessSecretManager(): AccessSecret {
  return async (name) => {
    const { SecretManagerServiceClient } = await import('@google-cloud/secret-manager');
    const client = new SecretManagerServiceClient(await endpointOverride('secretManager'));
    try {
      const [version] = await client.accessSecretVersion({ name }, { timeout: 10_000 });
      return Buffer.from(version.payload?.data ?? '').toString('utf8');
    } finally {
      await client.close();
    }
  };
}
