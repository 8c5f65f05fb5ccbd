import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Engine } from '../shared/engine/engine.ts';
import type { Publish } from '../shared/reporting/publish.ts';
import type { Settings } from '../shared/settings/settings.ts';

/** What the functions of one instance share. */
export interface System {
  readonly settings: Settings;
  readonly engine: Engine;
  readonly publish: Publish;
  readonly log: Logger;
}

/** Opens the system at the first call. If it cannot be opened, the next call tries again. */
export function systemOf(settings: Settings): () => Promise<System> {
  let opened: Promise<System> | undefined;
  return () => {
    opened ??= open(settings).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
}

async function open(settings: Settings): Promise<System> {
  const [{ openLog }, { openEngine }, { publishToLog, publishToPubSub }] = await Promise.all([
    import('../shared/log/log.ts'),
    import('../shared/engine/open-engine.ts'),
    import('../shared/reporting/publish.ts'),
  ]);
  const log = await openLog(settings.log);
  const publish = settings.hasPubSub
    ? publishToPubSub()
    : keepingRejected(publishToLog(log), settings);
  const engine = await openEngine(settings, publish, log);
  return { settings, publish, log, engine };
}

/** Without a topic that keeps them, rejected messages are kept beside the store, for people to repair. */
function keepingRejected(publish: Publish, { rejectedTopic, store }: Settings): Publish {
  if (store.kind !== 'sqlite') return publish;
  const { path } = store;
  return async (topic, message) => {
    await publish(topic, message);
    if (topic !== rejectedTopic) return;
    const { openRejectedMessages } = await import('../shared/store/rejected-messages.ts');
    const kept = await openRejectedMessages(path);
    try {
      await kept.keep({ id: randomUUID().slice(0, 8), json: JSON.stringify(message) });
    } finally {
      kept.close();
    }
  };
}
