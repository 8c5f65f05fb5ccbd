import type { Logger } from 'pino';
import { wait } from '../async/wait.ts';
import { closteClient } from '../closte/client.ts';
import { openApiKey } from '../closte/open-api-key.ts';
import type { Publish } from '../reporting/publish.ts';
import type { Settings } from '../settings/settings.ts';
import { openStore } from '../store/open-store.ts';
import type { Effects, Engine } from './engine.ts';
import { policyOf } from './policy.ts';

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
  const store = await openStore(settings.store);
  return {
    store,
    effects: await openEffects(settings, publish, log, now),
    policy: async () => policyOf(settings, await store.readSettings()),
    now,
    wait,
    random: Math.random,
    log,
  };
}

async function openEffects(
  settings: Settings,
  publish: Publish,
  log: Logger,
  now: () => number,
): Promise<Effects> {
  const { closteApiUrl, statusTopic } = settings;
  const checks = once(async () => {
    const { openChecks } = await import('../verification/open-checks.ts');
    return openChecks(settings, log, now);
  });
  return {
    closte: closteClient({ apiUrl: closteApiUrl, apiKey: openApiKey(settings) }),
    openPass() {
      const pass = once(async () => (await checks()).openPass());
      return {
        checkDns: async (...asked) => (await pass()).checkDns(...asked),
        checkCertificate: async (...asked) => (await pass()).checkCertificate(...asked),
      };
    },
    report: (message) => publish(statusTopic, message),
    multisite: await openMultisiteOf(settings),
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

async function openMultisiteOf(settings: Settings): Promise<Effects['multisite']> {
  if (settings.multisiteApiUrl === undefined) return undefined;
  const { openMultisite } = await import('../multisite/open-multisite.ts');
  return openMultisite(settings);
}
