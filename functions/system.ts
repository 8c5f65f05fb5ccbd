import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Engine } from '../shared/engine/engine.ts';
import type { Publish } from '../shared/reporting/publish.ts';
import type { Settings } from '../shared/settings/settings.ts';
import { type InHand, newInHand } from './in-hand.ts';

/** The parts that the functions of one instance share. */
export interface System {
  readonly settings: Settings;
  readonly engine: Engine;
  readonly publish: Publish;
  /** The events that this instance is taking now. */
  readonly events: InHand;
  readonly log: Logger;
}

/** The system before it is opened. */
export interface UnopenedSystem {
  readonly settings: Settings;
  /** The log, which the opened system uses as well. */
  log(): Promise<Logger>;
  /** Opens the system at the first call. If it cannot be opened, the next call tries again. */
  open(): Promise<System>;
}

/** The system that the settings describe, not opened yet. */
export function systemOf(settings: Settings): UnopenedSystem {
  let log: Promise<Logger> | undefined;
  let opened: Promise<System> | undefined;
  const unopened: UnopenedSystem = {
    settings,
    log() {
      log ??= import('../shared/log/log.ts').then(({ openLog }) => openLog(settings.log));
      return log;
    },
    open() {
      opened ??= open(unopened).catch((error: unknown) => {
        opened = undefined;
        throw error;
      });
      return opened;
    },
  };
  return unopened;
}

async function open({ settings, log: openLog }: UnopenedSystem): Promise<System> {
  const [log, { openEngine }, { publishToLog, publishToPubSub }] = await Promise.all([
    openLog(),
    import('../shared/engine/open-engine.ts'),
    import('../shared/reporting/publish.ts'),
  ]);
  const publish = settings.hasPubSub
    ? publishToPubSub()
    : keepingRejected(publishToLog(log), settings);
  const engine = await openEngine(settings, publish, log);
  return { settings, publish, events: newInHand(), log, engine };
}

/** Without a topic for them, rejected messages are kept beside the store, for people to repair. */
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
