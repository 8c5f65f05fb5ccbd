import { googleEnvironment } from './google-environment.ts';

/** The command that gives this machine credentials, or renews those that have expired. */
export const LOGIN = 'gcloud auth application-default login';

/** This machine has no credentials for Google Cloud. The message is one sentence, without its full stop. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError';
}

/**
 * Makes sure that there are credentials before a client of Google's is called. Without them, its first call rejects, and
 * so does a promise that only the client holds, which ends the process with everything that is under way. A service on
 * Cloud Run always has credentials.
 *
 * @throws {CredentialsError} that says what is missing, and names the command to fix it with
 */
export async function requireGoogleCredentials(): Promise<void> {
  if (googleEnvironment().service !== undefined) return;
  const { GoogleAuth } = await import('google-auth-library');
  try {
    await new GoogleAuth({ scopes: 'https://www.googleapis.com/auth/cloud-platform' }).getClient();
  } catch (error) {
    throw new CredentialsError(sentenceOn(error instanceof Error ? error.message : String(error)));
  }
}

/** Whether the reason that Google's library gives is that this machine has no credentials at all. */
export function meansNone(reason: string): boolean {
  return reason.includes('Could not load the default credentials');
}

function sentenceOn(reason: string): string {
  const [line = ''] = reason.split('\n');
  const what = meansNone(reason)
    ? 'this machine has no credentials for Google Cloud'
    : `the credentials for Google Cloud cannot be read (${line.slice(0, 300).replace(/\.$/, '')})`;
  return `${what}; run "${LOGIN}"`;
}
