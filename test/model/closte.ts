import type { AliasHost } from '../../shared/engine/alias-host.ts';
import type { AliasOutcome } from '../../shared/lifecycle/apply-alias.ts';
import type { Fate, Faults } from './faults.ts';

/** Closte as a set of aliases. */
export interface Closte {
  readonly host: AliasHost;
  readonly aliases: ReadonlySet<string>;
}

export function openCloste(faults: Faults): Closte {
  const aliases = new Set<string>();
  return {
    aliases,
    host: {
      add: async (domain) => outcomeOf(await faults.call(() => aliases.add(domain))),
      remove: async (domain) => outcomeOf(await faults.call(() => aliases.delete(domain))),
      requestCertificate: async () => {
        const fate = await faults.call(() => {});
        return fate === 'done' ? 'asked' : 'failed';
      },
      test: async () => undefined,
    },
  };
}

function outcomeOf(fate: Fate): AliasOutcome {
  switch (fate) {
    case 'done':
      return { kind: 'done' };
    case 'unauthorized':
      return { kind: 'unauthorized' };
    case 'limited':
      return { kind: 'failed', reason: 'too many requests', retryAfterMs: 30_000 };
    case 'unknown':
      return { kind: 'failed', reason: fate, retryAfterMs: undefined, inDoubt: true };
    case 'refused-for-now':
      return { kind: 'failed', reason: fate, retryAfterMs: undefined };
  }
}
