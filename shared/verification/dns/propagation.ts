import { problem } from '../../problems/catalogue.ts';
import type { DnsFinding } from '../../problems/findings.ts';
import { legible } from '../../problems/legible.ts';
import { phrase, type Reason } from '../../problems/phrase.ts';
import type { Answer } from './answer.ts';
import { type Addresses, addressesIn, type HostSight, hasAddress, isNoName } from './host-sight.ts';

/** What one server says, and how that is judged. */
export interface View {
  /** The server's. */
  readonly title: string;
  readonly sight: HostSight;
  readonly finding: DnsFinding;
}

/** What was asked where the resolver's word is not `right`, or is not the only one. */
export interface Views {
  /** What visitors get by default. */
  readonly resolved: View;
  /** Each resolver by itself; empty if there is only the one. */
  readonly resolvers: readonly View[];
  /** Each name server of the zone itself; empty if they were not asked. */
  readonly servers: readonly View[];
}

/**
 * What holds where servers disagree. The zone's own servers know best: if one of them is right, the
 * change is made and only has to get around. Where none of them says anything, the resolvers are
 * compared with each other. Servers that do not answer do not disagree.
 */
export function judgeViews(name: string, views: Views): DnsFinding {
  const { resolved, servers } = views;
  const resolvers = views.resolvers.length > 0 ? views.resolvers : [resolved];
  const staleResolvers = resolvers.filter(isWrong);
  const behind = servers.filter(isWrong);

  const right = servers.find(isRight);
  if (right) {
    const stale = staleResolvers.length + behind.length > 0 ? staleResolvers : [resolved];
    return notPropagated(name, right, stale, behind);
  }
  const [current] = behind;
  if (current) return current.finding;

  const rightResolver = [resolved, ...resolvers].find(isRight);
  return rightResolver && staleResolvers.length > 0
    ? notPropagated(name, rightResolver, staleResolvers, [])
    : resolved.finding;
}

const isRight = ({ finding }: View) => finding.verdict === 'right';
const isWrong = ({ finding }: View) => finding.verdict === 'wrong';

/** More would not make it clearer. */
const MOST_TOLD = 8;

/** Neither right nor wrong: it will be right without anybody's doing. */
export function notPropagated(
  name: string,
  fresh: View,
  stale: readonly View[],
  behind: readonly View[],
): DnsFinding {
  const ttls = stale.flatMap(({ sight }) => ttlsOf(sight, fresh.sight));
  const old = [...stale, ...behind].flatMap(({ sight }) => oldAnswer(sight, fresh.sight));
  const titles = (views: readonly View[]) => views.map(({ title }) => legible(title));
  const answers = distinct(old);
  const moreStale = answers.length - MOST_TOLD;
  const told = problem('dns-not-propagated', {
    name,
    stale: answers.slice(0, MOST_TOLD),
    ...(moreStale > 0 ? { moreStale } : {}),
    resolvers: titles([...stale, ...behind]),
    ...(ttls.length > 0 ? { ttlSeconds: Math.max(...ttls) } : {}),
    ...(behind.length > 0 ? { servers: titles(behind) } : {}),
  });
  return { verdict: 'unknown', addresses: [], problems: [told] };
}

function oldAnswer(sight: Addresses, fresh: Addresses): readonly Reason[] {
  if (!hasAddress(sight)) {
    return [phrase(`dns-not-propagated.stale.no-${isNoName(sight) ? 'name' : 'address'}`)];
  }
  const old = differing(sight, fresh).flatMap(addressesIn);
  return old.length > 0 ? old : [phrase('dns-not-propagated.stale.fewer-addresses')];
}

/** Addresses, and the few phrases above, which have no values. */
function distinct(answers: readonly Reason[]): Reason[] {
  const keyOf = (answer: Reason) => (typeof answer === 'string' ? answer : answer.sentence);
  return [...new Map(answers.map((answer) => [keyOf(answer), answer])).values()];
}

function ttlsOf(sight: Addresses, fresh: Addresses): readonly number[] {
  return differing(sight, fresh).flatMap((answer) =>
    answer.kind === 'failure' || answer.ttlSeconds === undefined ? [] : [answer.ttlSeconds],
  );
}

/** The answers that are not as they will be: of A, of AAAA, or both. */
function differing(sight: Addresses, fresh: Addresses): readonly Answer<string>[] {
  return (['a', 'aaaa'] as const)
    .filter((family) => !isSame(sight[family], fresh[family]))
    .map((family) => sight[family]);
}

function isSame(one: Answer<string>, other: Answer<string>): boolean {
  if (one.kind !== 'records' || other.kind !== 'records') return one.kind === other.kind;
  const values = new Set(other.values);
  return one.values.length === values.size && one.values.every((value) => values.has(value));
}
