import { type CnameChain, extended, followCnames } from './cname-chain.ts';
import type { Lookup, LookupFailure, LookupResult } from './lookup.ts';

/** The resolution of a name by one party: its addresses, and the CNAME records that lead there. */
export interface HostResolution extends AddressLookups {
  readonly chain: CnameChain;
}

/** The look-ups of a name's addresses, one for each family. */
export interface AddressLookups {
  readonly a: LookupResult<string>;
  readonly aaaa: LookupResult<string>;
}

/** The look-ups that a resolution uses. */
export interface Asked {
  /** Answers for the name itself. */
  readonly lookup: Lookup;
  /** Answers for the targets of its CNAME records, which the servers of a zone leave to others. */
  readonly resolve: Lookup;
}

/**
 * Resolves a name: its A and AAAA records, two questions if both succeed. The chain of CNAME records is taken
 * from the answers. Only if these fail, it is followed hop by hop, which shows the loop or the length that
 * made them fail.
 *
 * @param goal a name beyond which the chain need not be followed
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
    // Some name servers deny for one family a name that exists. While the other family fails, nobody knows.
    if (isNoName(seen) && !failureIn(seen)) {
      return { ...seen, chain: { names: chain.names, end: { kind: 'no-name' } } };
    }

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

/** The failure of the first look-up that failed. */
export function failureIn({ a, aaaa }: AddressLookups): LookupFailure | undefined {
  return [a, aaaa].find((answer) => answer.kind === 'failure');
}

export function isNoName({ a, aaaa }: AddressLookups): boolean {
  return a.kind === 'no-name' || aaaa.kind === 'no-name';
}

/** The zone whose SOA record says that the name has no address of a family, or does not exist. */
export function zoneOfAbsence({ a, aaaa }: AddressLookups): string | undefined {
  const said = [a, aaaa].find(
    (answer) =>
      (answer.kind === 'no-name' || answer.kind === 'no-data') && answer.cnames.length === 0,
  );
  return said && 'zone' in said ? said.zone : undefined;
}

/** Looks up the addresses of a name, which are put in order. */
export async function addressesOf(
  name: string,
  lookup: Lookup,
  signal: AbortSignal,
): Promise<AddressLookups> {
  const [a, aaaa] = await Promise.all([lookup(name, 'A', signal), lookup(name, 'AAAA', signal)]);
  return { a: inOrder(a), aaaa: inOrder(aaaa) };
}

/** Made for the first name with several addresses: making it takes longer than the rest of a look. */
let collator: Intl.Collator | undefined;

function byNumber(one: string, other: string): number {
  collator ??= new Intl.Collator('en', { numeric: true });
  return collator.compare(one, other);
}

/** Nobody reads more addresses, and a hostile answer has thousands. */
const MOST_IN_ORDER = 256;

/**
 * Sorts the addresses: servers rotate them, but a domain's problems should not change from look to look. If
 * there are too many to sort, they keep the order of the answer.
 */
function inOrder(answer: LookupResult<string>): LookupResult<string> {
  if (answer.kind !== 'records') return answer;
  const { length } = answer.values;
  return length === 1 || length > MOST_IN_ORDER
    ? answer
    : { ...answer, values: answer.values.toSorted(byNumber) };
}

function cnamesIn({ a, aaaa }: AddressLookups): readonly string[] {
  for (const kind of ['records', 'no-name', 'no-data'] as const) {
    for (const answer of [a, aaaa]) {
      if (answer.kind === kind && answer.cnames.length > 0) return answer.cnames;
    }
  }
  return [];
}

/** Its length does not matter, since a resolver has followed all of it. */
function resolved(names: readonly string[], goal: string | undefined): CnameChain {
  const throughGoal = goal !== undefined && names.indexOf(goal, 1) > 0;
  return { names, end: { kind: throughGoal ? 'goal' : 'host' } };
}

/**
 * Whether the look-ups failed for a reason that the CNAME records may show: a silent server says nothing
 * about these either.
 */
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

/** The addresses of the last name in the chain. */
async function atEnd(
  chain: CnameChain,
  resolve: Lookup,
  signal: AbortSignal,
): Promise<HostResolution> {
  const last = chain.names.at(-1) ?? '';
  return { ...(await addressesOf(last, resolve, signal)), chain };
}
