import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { openLog } from '../../shared/log/log.ts';
import { readSettings, type Settings } from '../../shared/settings/settings.ts';
import type { Environment } from '../../shared/settings/variable.ts';
import { startBroker } from './broker.ts';
import { ForeignStateError } from './foreign-state.ts';
import { front } from './front.ts';
import { eachOf, loadFunctions } from './functions.ts';
import { listen } from './listening.ts';
import { functionsEnvironment, type LocalSettings, readLocalSettings } from './local-settings.ts';
import { openMessageQueue } from './message-queue.ts';
import { publishApi } from './publish-api.ts';
import { pushTo } from './push.ts';
import { openSandbox, type Sandbox } from './sandbox/sandbox.ts';
import { scheduledCall, startSchedule } from './schedule.ts';
import { startingConcerns } from './starting-concerns.ts';
import { onceChecked, refuseForeignFolder, stateCheck } from './state-check.ts';
import { openStateFolder } from './state-folder.ts';

/** The whole system in this process. Disposing of it ends it, and keeps its state on disk. */
export interface LocalSystem extends AsyncDisposable {
  readonly local: LocalSettings;
  readonly settings: Settings;
  /** `http://127.0.0.1:8080` */
  readonly origin: string;
  readonly sandbox: Sandbox | undefined;
  /** Likely mistakes that do not stop it, each a sentence as soon as it is known; undefined if all is well. */
  readonly concerns: readonly Promise<string | undefined>[];
  /** Published messages that the functions have not acknowledged yet. */
  unacknowledged(): number;
}

/**
 * The time between sweeps, in milliseconds. On one machine a sweep costs next to nothing, so domains that are checked every
 * ten seconds need not wait for a minute, as with Cloud Scheduler.
 */
const SWEEP_EVERY_MS = 2000;

/** Daily, and soon after the start: a fixed hour would not suit a machine that is switched off at night. */
const RECONCILIATION = { firstAfterMs: 60_000, everyMs: 24 * 60 * 60_000 };

/** If a comparison takes longer than one call, the next call continues it. */
const GOING_ON = { firstAfterMs: 30_000, everyMs: 10 * 60_000 };

/** The time that deliveries under way are given to end, in milliseconds. */
const GRACE_MS = 3000;

/**
 * Starts everything. The environment of the process becomes that of deployed functions, and the process trusts the
 * sandbox's certificates.
 *
 * @throws {LocalSettingsError | SettingsError} if a setting has no usable value
 * @throws {StateFolderError | ForeignStateError} if the state on disk is not for this program
 * @throws {NodeJS.ErrnoException} if it cannot listen: EADDRINUSE, for example
 */
export async function startLocalSystem(given: Environment): Promise<LocalSystem> {
  const local = readLocalSettings(given);
  await using started = new AsyncDisposableStack();
  const { usesSandbox, dataDirectory: directory } = local;
  const folder = started.use(await openStateFolder(directory));
  refuseForeignFolder(folder, directory, usesSandbox);
  const listening = started.use(await listen(local.host, local.port));
  const { origin } = listening;

  const sandbox = usesSandbox ? started.use(await openSandbox({ ...local, directory })) : undefined;
  if (sandbox) trust(sandbox.rootCertificatePem);
  replaceEnvironment(functionsEnvironment(given, local, sandbox?.environment(origin)));
  const settings = readSettings(process.env);
  const log = await openLog(settings.log);
  const check = stateCheck({ folder, directory, settings, usesSandbox });
  const concerns = await concernsOf(check, settings, local);
  const functions = await loadFunctions();

  const queue = await openMessageQueue(join(directory, 'messages.db'));
  started.defer(queue.close);
  const broker = startBroker({ queue, push: pushTo(origin), log });
  started.defer(() => broker.stop(GRACE_MS));
  listening.serve(
    front(
      {
        ...eachOf(functions, (listener) => onceChecked(check, log, listener)),
        publish: (request, response) => publishApi(request, response, broker),
        ...(sandbox && { sandbox: sandbox.handler }),
      },
      local.host,
    ),
  );

  const schedule = (
    path: string,
    times: { readonly firstAfterMs?: number; readonly everyMs: number },
    body?: object,
  ) => {
    const { stop } = startSchedule({ call: scheduledCall(origin + path, body), log, ...times });
    started.defer(stop);
  };
  schedule('/verifyDomains', { everyMs: SWEEP_EVERY_MS });
  if (settings.multisiteApiUrl !== undefined) {
    schedule('/reconcileDomains', RECONCILIATION);
    schedule('/reconcileDomains', GOING_ON, { goOn: true });
  }

  const running = started.move();
  return {
    local,
    settings,
    origin,
    sandbox,
    concerns,
    unacknowledged: broker.unacknowledged,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** The concerns at the start. A store that cannot be opened yet is one of them; a foreign one stops the start. */
async function concernsOf(
  check: ReturnType<typeof stateCheck>,
  settings: Settings,
  { host, usesSandbox }: LocalSettings,
): Promise<Promise<string | undefined>[]> {
  try {
    const told = await check();
    return startingConcerns({ settings, host, usesSandbox, told, now: Date.now() });
  } catch (error) {
    if (error instanceof ForeignStateError || !(error instanceof Error)) throw error;
    return [Promise.resolve(`${error.message}. Events are kept until it can be opened.`)];
  }
}

function trust(rootCertificatePem: string): void {
  setDefaultCACertificates([...getCACertificates('default'), rootCertificatePem]);
}

function replaceEnvironment(environment: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
}
