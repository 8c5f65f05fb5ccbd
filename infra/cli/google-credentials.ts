import { CommandFailedError } from './command.ts';

/** What mends credentials that are missing, or have run out. */
export const LOGIN = 'gcloud auth application-default login';

/**
 * Finds credentials that Google takes. It comes before every client of Google's that needs some: where
 * there are none, a client may end the process.
 *
 * @throws {CommandFailedError} that names the command to mend it with
 */
export async function findGoogleCredentials(): Promise<void> {
  const { GoogleAuth } = await import('google-auth-library');
  const auth = new GoogleAuth({ scopes: 'https://www.googleapis.com/auth/cloud-platform' });
  try {
    await auth.getProjectId();
    await auth.getAccessToken();
  } catch (error) {
    throw new CommandFailedError(
      `Google Cloud cannot be asked: ${reasonOf(error)}. ${adviceOn(reasonOf(error))}`,
    );
  }
}

/** What to do about a call to Google Cloud that was refused; undefined if it was not for who called. */
export function adviceOnRefusal(error: unknown): string | undefined {
  const reason = reasonOf(error);
  if (/has not been used in project|NOT_FOUND: The database/.test(reason)) {
    return `Is it the project that it is deployed to? "closte-domains use" shows it, and --project takes another.`;
  }
  if (/requires a quota project/.test(reason)) {
    return 'Run "gcloud auth application-default set-quota-project" with the project, and try again.';
  }
  if (/PERMISSION_DENIED|[Pp]ermission denied|insufficient permission/.test(reason)) {
    return `Your account lacks a role on the project; infra/deploy/README.md says which, and "${LOGIN}" takes another account.`;
  }
  return /UNAUTHENTICATED|credentials|invalid_grant|invalid_rapt/.test(reason)
    ? adviceOn(reason)
    : undefined;
}

function adviceOn(reason: string): string {
  return /[Pp]roject/.test(reason)
    ? 'Set GOOGLE_CLOUD_PROJECT to the project that it is deployed to.'
    : `Run "${LOGIN}", and try again.`;
}

/** One line, which a full stop is put after. */
function reasonOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  const told = line.slice(0, 300).trim();
  return told.endsWith('.') ? told.slice(0, -1) : told;
}
