import type { Resolver } from './resolver.ts';

/** Where a name's CNAME records lead. */
export interface CnameChain {
  /** The name itself and every target on the way, as the servers spelled them. */
  readonly names: readonly string[];
  readonly end: ChainEnd;
}

/**
 * - `host`: the last name has no CNAME record
 * - `goal`: the last name is the one that was looked for
 * - `no-name`: the last name does not exist
 * - `circle`, `too-long`: it has no end, or none within {@link MAX_HOPS}
 * - a reason: the servers of the last name gave no answer
 */
export type ChainEnd =
  | { readonly kind: 'host' | 'goal' | 'no-name' | 'circle' | 'too-long' }
  | { readonly kind: 'failure'; readonly reason: string };

/** Resolvers follow from 8 (older BIND) to 16 and more. */
export const MAX_HOPS = 8;

/** Follows CNAME records hop by hop until they end, or until they pass through `goal`. */
export async function followCnames(
  name: string,
  goal: string | undefined,
  resolver: Resolver,
  signal: AbortSignal,
): Promise<CnameChain> {
  const names = [name];
  const visited = new Set([normal(name)]);
  const until = (kind: 'host' | 'goal' | 'no-name' | 'circle' | 'too-long') => ({
    names,
    end: { kind },
  });

  for (let last = name; ; ) {
    const answer = await resolver(last, 'CNAME', signal);
    if (answer.kind === 'no-data') return until('host');
    if (answer.kind === 'no-name') return until('no-name');
    if (answer.kind === 'failure') return { names, end: answer };

    const [target = ''] = answer.values;
    if (names.length > MAX_HOPS) return until('too-long');
    names.push(target);
    if (goal !== undefined && normal(target) === normal(goal)) return until('goal');
    if (visited.has(normal(target))) return until('circle');
    visited.add(normal(target));
    last = target;
  }
}

function normal(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
