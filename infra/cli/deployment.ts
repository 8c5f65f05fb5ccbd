import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import type { Environment } from '../../shared/settings/variable.ts';
import { UsageError } from './arguments.ts';

/** The deployment that is meant: a project on Google Cloud, or a store on one machine, or both. */
export interface Deployment {
  readonly project?: string;
  /** As STORE has it. */
  readonly store?: string;
}

/** Which deployment a command is about, and what says so. */
export interface ChosenDeployment extends Deployment {
  readonly by: 'options' | 'use' | 'environment';
}

const deploymentSchema = v.object({
  project: v.exactOptional(v.string()),
  store: v.exactOptional(v.string()),
});

/**
 * The deployment that the options name, or else the remembered one; what the environment says goes before
 * what is remembered.
 */
export function chosenDeployment(options: Deployment, environment: Environment): ChosenDeployment {
  if (options.project !== undefined || options.store !== undefined) {
    return { ...options, by: 'options' };
  }
  const isSet = ['STORE', 'DATA_DIR', 'GOOGLE_CLOUD_PROJECT', 'FIRESTORE_EMULATOR_HOST'].some(
    (name) => environment[name],
  );
  if (isSet) return { by: 'environment' };
  const remembered = rememberedDeployment(environment);
  return remembered ? { ...remembered, by: 'use' } : { by: 'environment' };
}

/** The environment as the functions of that deployment have it, as far as it is known from here. */
export function environmentOf({ project, store }: Deployment, given: Environment): Environment {
  if (project === undefined) return store === undefined ? given : { ...given, STORE: store };
  return {
    CLOSTE_API_KEY_SECRET: `projects/${project}/secrets/closte-api-key/versions/latest`,
    ...given,
    GOOGLE_CLOUD_PROJECT: project,
    STORE: store ?? 'firestore',
  };
}

/** `project shop-prod`, `store sqlite:/srv/domains.db` */
export function deploymentText({ project, store }: Deployment): string {
  const parts = [
    ...(project === undefined ? [] : [`project ${project}`]),
    ...(store === undefined ? [] : [`store ${store}`]),
  ];
  return parts.join(', ') || 'what the environment says';
}

/** A store as people write it: a path is one as well. It is meant from here, and kept so. */
export function storeOption(written: string): string {
  if (written === 'firestore') return written;
  const path = written.replace(/^sqlite:/, '');
  if (path === '') throw new UsageError('--store must be firestore, sqlite:<path> or a path');
  return `sqlite:${resolve(path)}`;
}

export function projectOption(written: string): string {
  if (/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(written)) return written;
  throw new UsageError(
    `--project must be the id of a project on Google Cloud, not ${JSON.stringify(written)}`,
  );
}

/** What `closte-domains use` has remembered; undefined if nothing, or nothing that can be read. */
export function rememberedDeployment(environment: Environment): Deployment | undefined {
  try {
    return v.parse(deploymentSchema, JSON.parse(readFileSync(fileIn(environment), 'utf8')));
  } catch {
    return undefined;
  }
}

export function remember(deployment: Deployment, environment: Environment): void {
  const file = fileIn(environment);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(deployment)}\n`);
}

export function forget(environment: Environment): void {
  rmSync(fileIn(environment), { force: true });
}

function fileIn({ XDG_CONFIG_HOME: configuration }: Environment): string {
  return join(configuration || join(homedir(), '.config'), 'closte-domains', 'deployment.json');
}
