import { endpointOverride } from '../google-endpoint.ts';
import type { ApiKey } from './api-key.ts';
import { ClosteError } from './failure.ts';

/** Reads the payload of a secret's version, by its full name. */
export type AccessSecret = (name: string) => Promise<string>;

/** A key that everyone is refused with is not asked for more often than this. */
const READ_AGAIN_AFTER_MS = 60_000;

/**
 * The key as Secret Manager has it: read when it is first needed, kept, and read again when Closte
 * refuses it, so that a new version takes effect without a deployment.
 *
 * @param name `projects/P/secrets/S/versions/latest`
 * @param now milliseconds since the epoch
 */
export function secretApiKey(
  name: string,
  access: AccessSecret = accessSecretManager(),
  now: () => number = Date.now,
): ApiKey {
  let reading: Promise<string> | undefined;
  let readAt = 0;

  const current = () => {
    if (!reading) {
      readAt = now();
      reading = readKey(name, access).catch((error: unknown) => {
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
const CAUSES: Readonly<Record<number, string>> = {
  3: 'the name is not one of a secret version',
  5: 'there is no such secret, or it has no version; create it',
  7: 'the service account may not read it; grant it roles/secretmanager.secretAccessor',
  9: 'the version is disabled or destroyed; add a new one, or enable it',
};

async function readKey(name: string, access: AccessSecret): Promise<string> {
  const key = await access(name).catch((error: unknown) => {
    const cause = CAUSES[codeOf(error)] ?? 'Secret Manager cannot be reached';
    throw new ClosteError('unavailable', `the API key in ${name} cannot be read: ${cause}`);
  });
  if (key.trim() !== '') return key.trim();
  throw new ClosteError(
    'unavailable',
    `the API key in ${name} is empty; add a version that holds it`,
  );
}

function codeOf(error: unknown): number {
  return error instanceof Error && 'code' in error && typeof error.code === 'number'
    ? error.code
    : -1;
}

/**
 * Google's client, loaded with the first secret that is read. It honours gcloud's own
 * CLOUDSDK_API_ENDPOINT_OVERRIDES_SECRETMANAGER, without credentials then.
 */
function accessSecretManager(): AccessSecret {
  return async (name) => {
    const { SecretManagerServiceClient } = await import('@google-cloud/secret-manager');
    const client = new SecretManagerServiceClient(await endpointOverride('SECRETMANAGER'));
    try {
      const [version] = await client.accessSecretVersion({ name }, { timeout: 10_000 });
      return Buffer.from(version.payload?.data ?? '').toString('utf8');
    } finally {
      await client.close();
    }
  };
}
