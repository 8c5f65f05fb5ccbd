import type { Logger } from 'pino';
import { wait } from '../async/wait.ts';
import { openAliasHost } from '../closte/open-alias-host.ts';
import type { Publish } from '../reporting/publish.ts';
import type { Settings } from '../settings/settings.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import type { Effects, Engine } from './engine.ts';
import { pacesOf } from './pace.ts';
import { policyOf } from './policy.ts';
import { newTally } from './tally.ts';

/**
 * The engine as the settings describe it, with the real world for its effects.
 *
 * @param now milliseconds since the epoch, by which DNS answers are remembered as well
 */
export async function openEngine(
  settings: Settings,
  publish: Publish,
  log: Logger,
  now: () => number = Date.now,
): Promise<Engine> {
  return engineOn(await openStore(settings.store), settings, publish, log, now);
}

/** The same on a store that is open already. */
export async function engineOn(
  store: Store,
  settings: Settings,
  publish: Publish,
  log: Logger,
  now: () => number,
): Promise<Engine> {
  return {
    store,
    effects: await openEffects(store, settings, publish, log, now),
    policy: async (told) => policyOf(settings, told ?? (await store.readSettings()), now()),
    now,
    wait,
    random: Math.random,
    ...pacesOf(settings, now),
    tally: newTally(),
    log,
  };
}

async function openEffects(
  store: Store,
  settings: Settings,
  publish: Publish,
  log: Logger,
  now: () => number,
): Promise<Effects> {
  const { statusTopic } = settings;
  const checks = once(async () => {
    const { openChecks } = await import('../verification/open-checks.ts');
    return openChecks(settings, log, now);
  });
  return {
    aliasHost: openAliasHost(settings, { memory: memoryIn(store), log, now }),
    openPass() {
      const pass = once(async () => (await checks()).openPass());
      return {
        resolveNetwork: async (...asked) => (await pass()).resolveNetwork(...asked),
        checkDns: async (...asked) => (await pass()).checkDns(...asked),
        checkCertificate: async (...asked) => (await pass()).checkCertificate(...asked),
      };
    },
    report: (message) => publish(statusTopic, message),
    ...(await openMultisiteOf(settings)),
  };
}

/** What the alias host remembers is kept with the settings of the network. */
function memoryIn(store: Store) {
  return {
    read: async () => (await store.readSettings()).aliasHostMemory,
    async write(aliasHostMemory: unknown) {
      await store.changeSettings((settings) => ({ ...settings, aliasHostMemory }));
    },
  };
}

/** Opened with the first check: a cold start has nothing to check yet. */
function once<Value>(open: () => Promise<Value>): () => Promise<Value> {
  let opened: Promise<Value> | undefined;
  return () => {
    opened ??= open();
    return opened;
  };
}

async function openMultisiteOf(
  settings: Settings,
): Promise<Pick<Effects, 'multisite' | 'diagnoses'>> {
  if (settings.multisiteApiUrl === undefined) return { multisite: undefined };
  const { openMultisite } = await import('../multisite/open-multisite.ts');
  const { openDiagnoses } = await import('../multisite/open-diagnoses.ts');
  return { multisite: openMultisite(settings), diagnoses: openDiagnoses(settings) };
}
