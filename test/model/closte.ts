import type { AliasHost } from '../../shared/engine/alias-host.ts';
import type { AliasOutcome } from '../../shared/lifecycle/apply-alias.ts';
import type { Fate, Faults } from './faults.ts';

/** Closte as a set of aliases. */
export interface Closte {
  readonly host: AliasHost;
  readonly aliases: ReadonlySet<string>;
  /** Calls that should not have been made. */
  readonly harm: readonly string[];
}

/** The most calls that may be under way at a time, by default. */
const MOST_CALLS = 8;

export function openCloste(faults: Faults): Closte {
  const aliases = new Set<string>();
  const harm: string[] = [];
  let underWay = 0;

  async function called(effect: () => void): Promise<Fate> {
    underWay += 1;
    if (underWay > MOST_CALLS) harm.push(`Closte: ${underWay} calls at a time`);
    try {
      return await faults.call(effect);
    } finally {
      underWay -= 1;
    }
  }

  return {
    aliases,
    harm,
    host: {
      add: async (domain) => outcomeOf(await called(() => aliases.add(domain))),
      remove: async (domain) => outcomeOf(await called(() => aliases.delete(domain))),
      requestCertificate: async () => {
        const fate = await called(() => {});
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
