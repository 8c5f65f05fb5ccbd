import type { Lookup, LookupFailure } from './lookup.ts';

/** Where a name's CNAME records lead. */
export interface CnameChain {
  /** The name itself and the target of each CNAME record. */
  readonly names: readonly string[];
  readonly end: ChainEnd;
}

/**
 * How the chain ends.
 *
 * - `host`: the last name has no CNAME record
 * - `goal`: the chain leads through the name that was looked for
 * - `no-name`: the last name does not exist
 * - `circle`, `too-long`: the chain has no end, or none within {@link MAX_HOPS}
 * - a failure: the servers of the last name gave no answer
 */
export type ChainEnd =
  | { readonly kind: 'host' | 'goal' | 'no-name' | 'circle' | 'too-long' }
  | LookupFailure;

/**
 * As many hops as are followed by Unbound, with which Let's Encrypt looks names up (MAX_RESTART_COUNT in
 * https://github.com/NLnetLabs/unbound/blob/master/iterator/iterator.h), and by BIND (max-query-restarts).
 */
export const MAX_HOPS = 11;

/** Whether some resolvers do not follow the whole chain. */
export function isTooLong({ names }: CnameChain): boolean {
  return names.length - 1 > MAX_HOPS;
}

/** A chain that is still being followed has no end yet. */
export interface OpenChain {
  readonly names: readonly string[];
  readonly end?: { readonly kind: 'goal' | 'circle' | 'too-long' };
}

/** The chain extended by the next names, up to the first that ends it. */
export function extended(
  names: readonly string[],
  targets: readonly string[],
  goal: string | undefined,
): OpenChain {
  const longer = [...names];
  for (const target of targets) {
    const kind =
      target === goal
        ? 'goal'
        : longer.includes(target)
          ? 'circle'
          : longer.length > MAX_HOPS
            ? 'too-long'
            : undefined;
    longer.push(target);
    if (kind) return { names: longer, end: { kind } };
  }
  return { names: longer };
}

/** Follows CNAME records hop by hop until they end, or until they pass through `goal`. */
export async function followCnames(
  name: string,
  goal: string | undefined,
  lookup: Lookup,
  signal: AbortSignal,
): Promise<CnameChain> {
  let names: readonly string[] = [name];
  for (let last = name; ; ) {
    const answer = await lookup(last, 'CNAME', signal);
    if (answer.kind === 'no-data') return { names, end: { kind: 'host' } };
    if (answer.kind === 'no-name') return { names, end: { kind: 'no-name' } };
    if (answer.kind === 'failure') return { names, end: answer };

    const [target = ''] = answer.values;
    const chain = extended(names, [target], goal);
    if (chain.end) return { names: chain.names, end: chain.end };
    names = chain.names;
    last = target;
  }
}
