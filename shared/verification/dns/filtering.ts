import { PROBE_LABEL } from '../../domain-name.ts';
import { type Problem, problem } from '../../problems/catalogue.ts';
import { legible } from '../../problems/legible.ts';
import type { CheckContext } from './check-context.ts';
import { type AddressLookups, addressesIn, addressesOf } from './host-resolution.ts';
import type { ServerView } from './propagation.ts';
import { toldAddresses } from './records-in-the-way.ts';

/**
 * What filters answer for names that nobody shall get to, where it is no page of theirs: no site is there
 * (https://docs.pi-hole.net/ftldns/blockingmode, and those of AdGuard and Unbound's local zones).
 */
const NOWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::', '127.0.0.1', '::1']);

/**
 * Those of the resolvers with a wrong answer that do not tell an old one but their own: that there is
 * nothing, or where their page is, which they do for any name below the domain as well.
 *
 * @param right somebody who knows better
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

/** Whether a resolver leads a name that nobody has created to the same addresses. */
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
  // A wildcard of the zone itself would do so, too.
  const told = all(seen);
  return (
    known !== undefined &&
    all(known).every((one) => !told.includes(one)) &&
    told.length > 0 &&
    told.every((one) => addresses.includes(one))
  );
}

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
