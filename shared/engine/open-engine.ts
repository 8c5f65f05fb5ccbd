import type { Logger } from 'pino';
import { wait } from '../async/wait.ts';
import { openAliasHost } from '../closte/open-alias-host.ts';
import { sweepPartMessage } from '../events/sweep-part.ts';
import type { Publish } from '../reporting/publish.ts';
import type { Settings } from '../settings/settings.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import type { Effects, Engine, OtherSweeps } from './engine.ts';
import { pacesOf } from './pace.ts';
import { policyOf } from './policy.ts';
import { newTally } from './tally.ts';

/**
 * Opens the engine that the settings describe, with the real outside world.
 *
 * @param now milliseconds since the epoch; DNS answers are cached by this clock as well
 */
export async function openEngine(
  settings: Settings,
  publish: Publish,
  log: Logger,
  now: () => number = Date.now,
): Promise<Engine> {
  return engineOn(await openStore(settings.store), settings, publish, log, now);
}

/** The same, on a store that is already open. */
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
    others: otherSweepsOf(settings, publish),
    log,
  };
}

/** The subscribers of the topic for parts of sweeps; without Pub/Sub there are none. */
function otherSweepsOf(
  { hasPubSub, sweepInstances: most, sweepTopic }: Settings,
  publish: Publish,
): OtherSweeps | undefined {
  if (!hasPubSub || most === 0) return undefined;
  return { most, take: (part) => publish(sweepTopic, sweepPartMessage(part)) };
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
    openPass(networkDomain) {
      const pass = once(async () => (await checks()).openPass(networkDomain));
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

/** The alias host's memory is kept with the settings of the network. */
function memoryIn(store: Store) {
  return {
    read: async () => (await store.readSettings()).aliasHostMemory,
    async write(aliasHostMemory: unknown) {
      await store.changeSettings((settings) => ({ ...settings, aliasHostMemory }));
    },
  };
}

/** Opens a value when it is first used: a cold start has nothing to check yet. */
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
