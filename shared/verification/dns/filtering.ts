import { PROBE_LABEL } from '../../domain-name.ts';
import { type Problem, problem } from '../../problems/catalogue.ts';
import { legible } from '../../problems/legible.ts';
import type { CheckContext } from './check-context.ts';
import { type AddressLookups, addressesIn, addressesOf } from './host-resolution.ts';
import type { ServerView } from './propagation.ts';
import { toldAddresses } from './records-in-the-way.ts';

/**
 * Addresses with which filters answer for blocked names if they do not lead to a page of their own; no site
 * is there (https://docs.pi-hole.net/ftldns/blockingmode, and the modes of AdGuard and of Unbound's local
 * zones).
 */
const NOWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::', '127.0.0.1', '::1']);

/**
 * The resolvers that filter: their wrong answer is not an old one, but one of their own (nothing, or the
 * address of their page), which they give for any name below the domain as well.
 *
 * @param right a server with the right answer
 */
export async function filteringAmong(
  context: CheckContext,
  wrong: readonly ServerView[],
  right: ServerView,
): Promise<readonly ServerView[]> {
  const knowsOf = new Set(addressesOfView(right));
  const filtering = await Promise.all(
    wrong.map(async (view) => {
      const addresses = addressesOfView(view);
      const areForeign = addresses.length > 0 && addresses.every((one) => !knowsOf.has(one));
      if (!areForeign) return false;
      if (addresses.every((one) => NOWHERE.has(one))) return true;
      return answersForAnyName(context, view, addresses);
    }),
  );
  return wrong.filter((_, at) => filtering[at]);
}

/** Whether a resolver answers with the same addresses for a name that nobody has created. */
async function answersForAnyName(
  { name, dns, signal }: CheckContext,
  { title }: ServerView,
  addresses: readonly string[],
): Promise<boolean> {
  const lookup = dns.resolvers.find((one) => one.title === title)?.lookup;
  if (!lookup) return false;
  const below = `${PROBE_LABEL}.${name}`;
  const [seen, known] = await Promise.all([
    addressesOf(below, lookup, signal),
    dns
      .authorities(below, signal)
      .then(({ servers: [first] }) => first && addressesOf(below, first.lookup, signal)),
  ]);
  // A wildcard record of the zone itself would have the same effect.
  const told = all(seen);
  return (
    known !== undefined &&
    all(known).every((one) => !told.includes(one)) &&
    told.length > 0 &&
    told.every((one) => addresses.includes(one))
  );
}

/** The problem of the resolvers that filter, if there are any. */
export function filteringProblems(name: string, filtering: readonly ServerView[]): Problem[] {
  if (filtering.length === 0) return [];
  const resolvers = filtering.map(({ title }) => legible(title));
  const addresses = [...new Set(filtering.flatMap(addressesOfView))];
  return [problem('dns-resolver-filters', { name, resolvers, ...toldAddresses(addresses) })];
}

function addressesOfView({ resolution }: ServerView): readonly string[] {
  return all(resolution);
}

function all({ a, aaaa }: AddressLookups): readonly string[] {
  return [...addressesIn(a), ...addressesIn(aaaa)];
}
