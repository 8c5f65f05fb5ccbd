import type { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { CredentialsError, requireGoogleCredentials } from './google-credentials.ts';
import { endpointOverride } from './google-endpoint.ts';
import { grpcCode } from './grpc-code.ts';

/** Reads the payload of a secret's version, by its full name. */
export type AccessSecret = (name: string) => Promise<string>;

/** A text that others must not see, and that may be rotated while we run. */
export interface Secret {
  /** @throws {SecretError} if it cannot be read */
  current(): Promise<string>;
  /**
   * Reads the secret again after `refused` was refused; undefined if it is unchanged.
   *
   * @throws {SecretError} if it cannot be read
   */
  replacementFor(refused: string): Promise<string | undefined>;
}

/**
 * A secret cannot be read. The message says which secret, why, and what to do; it never contains the secret.
 */
export class SecretError extends Error {
  override readonly name = 'SecretError';
}

/** A secret that does not change for as long as the process lives. */
export function fixedSecret(text: string): Secret {
  return {
    current: async () => text,
    replacementFor: async (refused) => (refused === text ? undefined : text),
  };
}

/** Least time between re-reads of a refused secret. */
const READ_AGAIN_AFTER_MS = 60_000;

/**
 * A secret in Secret Manager: read when it is first needed, kept, and read again when it is refused, so that
 * a new version takes effect without a deployment. If a later read fails, the known text is kept.
 *
 * @param what the name of the secret in messages: `the API key`
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
  /** The read under way after a refusal: calls that are refused at the same time share it. */
  let again: Promise<string> | undefined;
  /** The first read does not count, since the secret may have been rotated right after it. */
  let readAgainAt = Number.NEGATIVE_INFINITY;

  const current = () => {
    reading ??= read(what, name, access).catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return reading;
  };

  /** A clock that was set back does not prolong the pause. */
  const wasJustReadAgain = () => {
    const sinceMs = now() - readAgainAt;
    return sinceMs >= 0 && sinceMs < READ_AGAIN_AFTER_MS;
  };

  return {
    current,
    async replacementFor(refused) {
      const known = await current();
      if (known !== refused) return known;
      if (!again) {
        if (wasJustReadAgain()) return undefined;
        readAgainAt = now();
        again = read(what, name, access).finally(() => {
          again = undefined;
        });
        // Others wait for the new text. If it cannot be read, they get the known one, which may still be right.
        reading = again.catch(() => known);
      }
      const latest = await again;
      return latest === refused ? undefined : latest;
    },
  };
}

/** The fault behind each of gRPC's codes, and how to fix it. */
const CAUSES: ReadonlyMap<number | undefined, string> = new Map([
  [3, 'the name is not that of a secret version'],
  [5, 'there is no such secret, or it has no version; create it'],
  [7, 'the service account may not read it; grant it roles/secretmanager.secretAccessor'],
  [9, 'the version is disabled or destroyed; add a new one, or enable it'],
  [16, 'there is no access token, or Google does not accept it'],
]);

/**
 * The most characters of a secret. A longer text was stored by mistake, such as a file of credentials, and must not be
 * sent to anybody.
 */
const MAX_LENGTH = 500;

async function read(what: string, name: string, access: AccessSecret): Promise<string> {
  const text = await access(name).catch((error: unknown) => {
    throw new SecretError(`${what} in ${name} cannot be read: ${causeOf(error)}`);
  });
  const secret = text.trim();
  if (secret === '')
    throw new SecretError(`${what} in ${name} is empty; add a version that holds it`);
  if (secret.length <= MAX_LENGTH && !/\p{Cc}/u.test(secret)) return secret;
  throw new SecretError(
    `${what} in ${name} has line breaks or more than ${MAX_LENGTH} characters, so it is something else; add a version that holds it alone`,
  );
}

function causeOf(error: unknown): string {
  if (error instanceof CredentialsError) return error.message;
  return CAUSES.get(grpcCode(error)) ?? 'Secret Manager fails or cannot be reached';
}

/**
 * Reads secrets with Google's client, which is loaded with the first of them.
 *
 * @param patienceMs a secret that does not arrive within this time counts as unreadable
 */
export function accessSecretManager(
  connect = connectSecretManager,
  patienceMs = PATIENCE_MS,
): AccessSecret {
  return async (name) => {
    const client = await connect();
    try {
      const [version] = await client.accessSecretVersion({ name }, within(patienceMs));
      return Buffer.from(version.payload?.data ?? '').toString('utf8');
    } finally {
      await client.close();
    }
  };
}

/** The client's own limit is ten minutes, longer than a function may take. */
const PATIENCE_MS = 10_000;

/** gRPC's RESOURCE_EXHAUSTED and UNAVAILABLE. */
const MAY_PASS = [8, 14];

/**
 * The client sleeps between its attempts however little time is left. With its own pauses, up to 8 s, 10 s
 * became 18 s.
 */
function within(ms: number) {
  const attempts = {
    initialRpcTimeoutMillis: ms,
    rpcTimeoutMultiplier: 1,
    maxRpcTimeoutMillis: ms,
    totalTimeoutMillis: ms,
  };
  const pauses = {
    initialRetryDelayMillis: 100,
    retryDelayMultiplier: 2,
    maxRetryDelayMillis: 1000,
  };
  const backoffSettings = { ...attempts, ...pauses };
  return { timeout: ms, retry: { retryCodes: MAY_PASS, backoffSettings } };
}

/** It honours gcloud's own CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER, and then uses no credentials. */
async function connectSecretManager(): Promise<SecretManagerServiceClient> {
  const override = await endpointOverride('secretManager');
  if (!override) await requireGoogleCredentials();
  const { SecretManagerServiceClient } = await import('@google-cloud/secret-manager');
  return new SecretManagerServiceClient(override);
}
