import { type CnameChain, extended, followCnames } from './cname-chain.ts';
import type { Lookup, LookupFailure, LookupResult } from './lookup.ts';

/** A name as one party answers it: its addresses, and how its CNAME records lead there. */
export interface HostResolution extends AddressLookups {
  readonly chain: CnameChain;
}

export interface AddressLookups {
  readonly a: LookupResult<string>;
  readonly aaaa: LookupResult<string>;
}

/** Whom to ask. */
export interface Asked {
  /** About the name itself. */
  readonly lookup: Lookup;
  /** About where its CNAME records lead, which the servers of a zone leave to others. */
  readonly resolve: Lookup;
}

/**
 * Looks where a name leads: its A and AAAA records, two questions where all is well. A chain of CNAME
 * records is as the answers tell it; only where they fail it is followed hop by hop, which shows
 * the circle or the length that made them fail. `goal` is the name that need not be looked beyond.
 */
export async function resolveHost(
  name: string,
  goal: string | undefined,
  { lookup, resolve }: Asked,
  signal: AbortSignal,
): Promise<HostResolution> {
  let names: readonly string[] = [name];
  let seen = await addressesOf(name, lookup, signal);
  for (;;) {
    const cnames = cnamesIn(seen);
    if (hasAddress(seen)) return { ...seen, chain: resolved([...names, ...cnames], goal) };

    const chain = extended(names, cnames, goal);
    if (chain.end?.kind === 'goal') return atEnd({ ...chain, end: chain.end }, resolve, signal);
    if (chain.end) return { ...seen, chain: { names: chain.names, end: chain.end } };
    if (isNoName(seen)) return { ...seen, chain: { names: chain.names, end: { kind: 'no-name' } } };

    const last = chain.names.at(-1) ?? name;
    if (cnames.length === 0) {
      const isItsServers = names.length === 1 && lookup !== resolve;
      if (isItsServers || !failsForSomeReason(seen))
        return { ...seen, chain: { names, end: { kind: 'host' } } };
      const hops = await followCnames(last, goal, resolve, signal);
      return withHops(
        seen,
        { ...hops, names: [...names.slice(0, -1), ...hops.names] },
        resolve,
        signal,
      );
    }
    names = chain.names;
    seen = await addressesOf(last, resolve, signal);
  }
}

export function hasAddress({ a, aaaa }: AddressLookups): boolean {
  return a.kind === 'records' || aaaa.kind === 'records';
}

export function addressesIn(answer: LookupResult<string>): readonly string[] {
  return answer.kind === 'records' ? answer.values : [];
}

/** The first of the two that failed. */
export function failureIn({ a, aaaa }: AddressLookups): LookupFailure | undefined {
  return [a, aaaa].find((answer) => answer.kind === 'failure');
}

export function isNoName({ a, aaaa }: AddressLookups): boolean {
  return a.kind === 'no-name' || aaaa.kind === 'no-name';
}

/** The zone that says that the name has no address of a family, or does not exist; by its SOA record. */
export function zoneOfAbsence({ a, aaaa }: AddressLookups): string | undefined {
  const said = [a, aaaa].find(
    (answer) =>
      (answer.kind === 'no-name' || answer.kind === 'no-data') && answer.cnames.length === 0,
  );
  return said && 'zone' in said ? said.zone : undefined;
}

export async function addressesOf(
  name: string,
  lookup: Lookup,
  signal: AbortSignal,
): Promise<AddressLookups> {
  const [a, aaaa] = await Promise.all([lookup(name, 'A', signal), lookup(name, 'AAAA', signal)]);
  return { a: inOrder(a), aaaa: inOrder(aaaa) };
}

const { compare } = new Intl.Collator('en', { numeric: true });
/** Nobody reads more of them, and a hostile answer has thousands. */
const MOST_IN_ORDER = 256;

/**
 * Servers rotate the order; a domain's problems should read the same from look to look. Where there
 * are too many to be put in the order of their numbers, they stay in the one that they were read in.
 */
function inOrder(answer: LookupResult<string>): LookupResult<string> {
  if (answer.kind !== 'records') return answer;
  const { length } = answer.values;
  return length === 1 || length > MOST_IN_ORDER
    ? answer
    : { ...answer, values: answer.values.toSorted(compare) };
}

function cnamesIn({ a, aaaa }: AddressLookups): readonly string[] {
  for (const kind of ['records', 'no-name', 'no-data'] as const) {
    for (const answer of [a, aaaa]) {
      if (answer.kind === kind && answer.cnames.length > 0) return answer.cnames;
    }
  }
  return [];
}

/** However long it is: a resolver has followed it. */
function resolved(names: readonly string[], goal: string | undefined): CnameChain {
  const throughGoal = goal !== undefined && names.indexOf(goal, 1) > 0;
  return { names, end: { kind: throughGoal ? 'goal' : 'host' } };
}

/** A server that is silent says nothing of CNAME records either. */
function failsForSomeReason({ a, aaaa }: AddressLookups): boolean {
  const failures = [a, aaaa].filter((answer) => answer.kind === 'failure');
  return failures.length === 2 && failures.some(({ cause }) => cause !== 'silent');
}

async function withHops(
  seen: AddressLookups,
  chain: CnameChain,
  resolve: Lookup,
  signal: AbortSignal,
): Promise<HostResolution> {
  const led = chain.end.kind === 'host' || chain.end.kind === 'goal';
  return led && chain.names.length > 1 ? atEnd(chain, resolve, signal) : { ...seen, chain };
}

/** The addresses of the last name on the chain. */
async function atEnd(
  chain: CnameChain,
  resolve: Lookup,
  signal: AbortSignal,
): Promise<HostResolution> {
  const last = chain.names.at(-1) ?? '';
  return { ...(await addressesOf(last, resolve, signal)), chain };
}
