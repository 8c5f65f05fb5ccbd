import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { LOCAL_STORE } from '../../shared/settings/environment-schema.ts';
import { googleEnvironment } from '../../shared/settings/google-environment.ts';
import type { Environment } from '../../shared/settings/variable.ts';
import { makeFolder } from '../../shared/store/make-folder.ts';
import { UsageError } from './arguments.ts';

/** The deployment that is meant: a project on Google Cloud, or a store on one machine, or both. */
export interface Deployment {
  readonly project?: string;
  /** In the form of the setting STORE. */
  readonly store?: string;
}

/** The deployment that a command is about, and where it was chosen. */
export interface ChosenDeployment extends Deployment {
  readonly by: 'options' | 'use' | 'environment';
  /** Variables of the environment that choose it unless options do: `STORE=firestore`. */
  readonly variables: readonly string[];
  /** The remembered deployment, if options or variables say otherwise. */
  readonly overruled?: Deployment;
  /** The reason why no command may choose for itself: a deployment is remembered, but cannot be read. */
  readonly unreadable?: string;
}

const deploymentSchema = v.strictObject({
  project: v.exactOptional(v.string()),
  store: v.exactOptional(v.string()),
});

/** The variables that say which deployment is meant. */
const DECIDING = ['STORE', 'DATA_DIR', 'GOOGLE_CLOUD_PROJECT'] as const;

/**
 * The deployment that the options name, or else the remembered one; the environment takes precedence over
 * the remembered one.
 */
export function chosenDeployment(options: Deployment, environment: Environment): ChosenDeployment {
  const variables = DECIDING.flatMap((name) => {
    const value = environment[name];
    return value ? [`${name}=${value}`] : [];
  });
  const { remembered, unreadable } = rememberedDeployment(environment);
  if (options.project !== undefined || options.store !== undefined) {
    const isSame = deploymentText(remembered ?? options) === deploymentText(options);
    return {
      ...options,
      by: 'options',
      variables,
      ...(remembered && !isSame && { overruled: remembered }),
    };
  }
  if (variables.length > 0) {
    return { by: 'environment', variables, ...(remembered && { overruled: remembered }) };
  }
  if (remembered) return { ...remembered, by: 'use', variables };
  return { by: 'environment', variables, ...(unreadable !== undefined && { unreadable }) };
}

/** The environment as the functions of that deployment have it, as far as it is known from here. */
export function environmentOf({ project, store }: Deployment, given: Environment): Environment {
  if (project === undefined) return store === undefined ? given : { ...given, STORE: store };
  const secret = `projects/${project}/secrets/closte-api-key/versions/latest`;
  return {
    ...(hasSecrets(given) && { CLOSTE_API_KEY_SECRET: secret }),
    ...given,
    GOOGLE_CLOUD_PROJECT: project,
    STORE: store ?? 'firestore',
  };
}

/** The emulators have no Secret Manager. */
function hasSecrets(given: Environment): boolean {
  const { firestoreEmulator, secretManagerEndpoint } = googleEnvironment(given);
  return firestoreEmulator === undefined || secretManagerEndpoint !== undefined;
}

/** `project shop-prod`, `store sqlite:/srv/domains.db` */
export function deploymentText({ project, store }: Deployment): string {
  const parts = [
    ...(project === undefined ? [] : [`project ${project}`]),
    ...(store === undefined ? [] : [`store ${store}`]),
  ];
  return parts.join(', ') || 'the deployment of the environment';
}

/**
 * The setting STORE for a store as people write it: a plain path will do, and so will the folder of `npm start`. A relative
 * path starts in the current folder.
 *
 * @throws {UsageError} if the path is empty
 */
export function storeOption(written: string): string {
  if (written === 'firestore') return written;
  const path = resolve(written.replace(/^sqlite:/, ''));
  if (/^(sqlite:)?$/.test(written)) {
    throw new UsageError('--store must be firestore, sqlite:<path> or a path');
  }
  return `sqlite:${isFolder(path) ? join(path, LOCAL_STORE.file) : path}`;
}

/** A path that cannot be examined counts as a file; opening it will show the reason. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** @throws {UsageError} if it cannot be the id of a project */
export function projectOption(written: string): string {
  if (/^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(written)) return written;
  throw new UsageError(
    `--project must be the id of a project on Google Cloud, not ${JSON.stringify(written)}`,
  );
}

/** The deployment that `closte-domains use` has remembered, if any, or the reason why it cannot be read. */
export interface Memory {
  readonly remembered?: Deployment;
  readonly unreadable?: string;
}

export function rememberedDeployment(environment: Environment): Memory {
  const file = fileIn(environment);
  try {
    const text = readFileSync(file, 'utf8');
    return { remembered: v.parse(deploymentSchema, JSON.parse(text)) };
  } catch (error) {
    if (isAbsent(error)) return {};
    const reason = error instanceof Error ? error.message : String(error);
    return {
      unreadable:
        `The remembered deployment in ${file} cannot be read: ${reason}. ` +
        'Choose one again with closte-domains use, or forget it with closte-domains use --nothing',
    };
  }
}

/** Whether this user has remembered nothing: there is no such file, or it is in a folder of somebody else. */
function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ABSENT.has(error.code);
}

const ABSENT: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'EACCES']);

/** @throws {Error} if the file cannot be written */
export function remember(deployment: Deployment, environment: Environment): void {
  const file = fileIn(environment);
  makeFolder(dirname(file));
  writeFileSync(file, `${JSON.stringify(deployment)}\n`);
}

/** @throws {Error} if the file cannot be removed */
export function forget(environment: Environment): void {
  rmSync(fileIn(environment), { force: true });
}

function fileIn({ XDG_CONFIG_HOME: configuration }: Environment): string {
  return join(configuration || join(homedir(), '.config'), 'closte-domains', 'deployment.json');
}
