import type { Stage } from '../../shared/lifecycle/stage.ts';
import type { StatusMessage } from '../../shared/reporting/status-message.ts';

/** A reader of the topic of stage changes. */
export interface Readers {
  /** The stage last reported for each domain. */
  readonly told: ReadonlyMap<string, Stage>;
  read(message: StatusMessage): void;
}

/**
 * Pub/Sub keeps no order, so readers compare the times in the messages, and ignore an older message that
 * arrives late.
 */
export function openReaders(): Readers {
  const told = new Map<string, Stage>();
  const readUntil = new Map<string, string>();
  return {
    told,
    read({ at, domain, stage }) {
      if (at < (readUntil.get(domain) ?? '')) return;
      readUntil.set(domain, at);
      told.set(domain, stage);
    },
  };
}
