import { LOGIN, meansNone } from '../../shared/settings/google-credentials.ts';
import { CommandFailedError } from './command.ts';

/**
 * Makes sure that there are credentials which Google accepts. It runs before any client of Google's that needs them: without
 * credentials, a client may end the process.
 *
 * @throws {CommandFailedError} that names the command to fix it with
 */
export async function findGoogleCredentials(): Promise<void> {
  const { GoogleAuth } = await import('google-auth-library');
  const auth = new GoogleAuth({ scopes: 'https://www.googleapis.com/auth/cloud-platform' });
  try {
    await auth.getProjectId();
    await auth.getAccessToken();
  } catch (error) {
    if (meansNone(reasonOf(error))) {
      throw new CommandFailedError(
        `This machine has no credentials for Google Cloud. Run "${LOGIN}", and try again.`,
      );
    }
    throw new CommandFailedError(
      `Google Cloud cannot be used: ${reasonOf(error)}. ${adviceOn(reasonOf(error))}`,
    );
  }
}

/** Advice on a call that Google Cloud refused; undefined if the caller's account was not the reason. */
export function adviceOnRefusal(error: unknown): string | undefined {
  const reason = reasonOf(error);
  const ofProject = adviceOnProject(reason);
  if (ofProject !== undefined) return ofProject;
  if (/requires a quota project/.test(reason)) {
    return 'Run "gcloud auth application-default set-quota-project" with the project, and try again.';
  }
  if (/PERMISSION_DENIED|[Pp]ermission denied|insufficient permission/.test(reason)) {
    return `Your account lacks a role on the project; infra/deploy/README.md says which, and "${LOGIN}" switches to another account.`;
  }
  return /UNAUTHENTICATED|credentials|invalid_grant|invalid_rapt/.test(reason)
    ? adviceOn(reason)
    : undefined;
}

/**
 * Advice if Google Cloud says that the project has nothing of ours, or does not exist; undefined otherwise. It says the latter
 * also to an account that has no access to the project.
 */
export function adviceOnProject(reason: string): string | undefined {
  const check =
    'Check whether this is the project of the deployment: "closte-domains use" shows which one is used, and --project names another.';
  if (/has not been used in project|NOT_FOUND: The database/.test(reason)) return check;
  return /denied on resource project|may not exist|not found or deleted/.test(reason)
    ? `${check} If it is, your account lacks a role on it.`
    : undefined;
}

function adviceOn(reason: string): string {
  return /[Pp]roject/.test(reason)
    ? 'Set GOOGLE_CLOUD_PROJECT to the project of the deployment.'
    : `Run "${LOGIN}", and try again.`;
}

/** One line without a full stop, which the caller adds. */
function reasonOf(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  const told = line.slice(0, 300).trim();
  return told.endsWith('.') ? told.slice(0, -1) : told;
}
