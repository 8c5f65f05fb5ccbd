import { problem } from '../../problems/catalogue.ts';
import type { DnsFinding } from '../../problems/findings.ts';
import { legible } from '../../problems/legible.ts';
import { phrase, type Reason } from '../../problems/phrase.ts';
import {
  type AddressLookups,
  addressesIn,
  type HostResolution,
  hasAddress,
  isNoName,
} from './host-resolution.ts';
import type { LookupResult } from './lookup.ts';

/** What one server says, and how that is judged. */
export interface ServerView {
  /** The server's. */
  readonly title: string;
  readonly resolution: HostResolution;
  readonly finding: DnsFinding;
}

/** What was asked where the resolver's word is not `right`, or is not the only one. */
export interface ServerViews {
  /** What visitors get by default. */
  readonly resolved: ServerView;
  /** Each resolver by itself; empty if there is only the one. */
  readonly resolvers: readonly ServerView[];
  /** Each name server of the zone itself; empty if they were not asked. */
  readonly servers: readonly ServerView[];
  /** How long resolvers go on asking other servers, which had the zone before. */
  readonly rememberedSeconds?: number;
}

/**
 * What holds where servers disagree. The zone's own servers know best: if one of them is right, the
 * change is made and only has to get around. Where none of them says anything, the resolvers are
 * compared with each other. Servers that do not answer do not disagree.
 */
export function judgeViews(name: string, views: ServerViews): DnsFinding {
  const { resolved, servers } = views;
  const resolvers = views.resolvers.length > 0 ? views.resolvers : [resolved];
  const staleResolvers = resolvers.filter(isWrong);
  const behind = servers.filter(isWrong);

  const right = servers.find(isRight);
  if (right) {
    const stale = staleResolvers.length + behind.length > 0 ? staleResolvers : [resolved];
    const { rememberedSeconds: ttl } = views;
    return notPropagated(name, right, stale, behind, ttl === undefined ? [] : [ttl]);
  }
  const [current] = behind;
  if (current) return current.finding;

  const rightResolver = [resolved, ...resolvers].find(isRight);
  return rightResolver && staleResolvers.length > 0
    ? notPropagated(name, rightResolver, staleResolvers, [])
    : resolved.finding;
}

/** A chain that is too long for resolvers stays so, however long one waits. */
export const isRight = ({ finding: { verdict, problems } }: ServerView) =>
  verdict === 'right' && problems.every(({ code }) => code !== 'dns-cname-broken');
export const isWrong = ({ finding }: ServerView) => finding.verdict === 'wrong';

/** More would not make it clearer. */
const MOST_TOLD = 8;

/** Neither right nor wrong: it will be right without anybody's doing. */
export function notPropagated(
  name: string,
  fresh: ServerView,
  stale: readonly ServerView[],
  behind: readonly ServerView[],
  otherTtls: readonly number[] = [],
): DnsFinding {
  const expiring = stale.flatMap(({ resolution }) => ttlsOf(resolution, fresh.resolution));
  const ttls = [...expiring, ...otherTtls];
  const said = [...stale, ...behind].flatMap(({ resolution }) =>
    oldAnswer(resolution, fresh.resolution),
  );
  const titles = (views: readonly ServerView[]) => views.map(({ title }) => legible(title));
  const answers = distinct(said);
  const moreStale = answers.length - MOST_TOLD;
  const told = problem('dns-not-propagated', {
    name,
    stale: answers.slice(0, MOST_TOLD),
    ...(moreStale > 0 ? { moreStale } : {}),
    resolvers: titles([...stale, ...behind]),
    ...(ttls.length > 0 ? { ttlSeconds: Math.max(...ttls) } : {}),
    ...(behind.length > 0 ? { servers: titles(behind) } : {}),
  });
  // Where a server of the zone is behind, resolvers may learn the old answer anew.
  const ttl = ttls.length > 0 && behind.length === 0 ? { ttlSeconds: Math.max(...ttls) } : {};
  return {
    verdict: 'unknown',
    visitors: 'unknown',
    usesNoTry: ttl,
    addresses: [],
    problems: [told],
  };
}

function oldAnswer(resolution: AddressLookups, fresh: AddressLookups): readonly Reason[] {
  if (!hasAddress(resolution)) {
    return [phrase(`dns-not-propagated.stale.no-${isNoName(resolution) ? 'name' : 'address'}`)];
  }
  const old = differing(resolution, fresh).flatMap(addressesIn);
  return old.length > 0 ? old : [phrase('dns-not-propagated.stale.fewer-addresses')];
}

/** Addresses, and the few phrases above, which have no values. */
function distinct(answers: readonly Reason[]): Reason[] {
  const keyOf = (answer: Reason) => (typeof answer === 'string' ? answer : answer.sentence);
  return [...new Map(answers.map((answer) => [keyOf(answer), answer])).values()];
}

function ttlsOf(resolution: AddressLookups, fresh: AddressLookups): readonly number[] {
  return differing(resolution, fresh).flatMap((answer) =>
    answer.kind === 'failure' || answer.ttlSeconds === undefined ? [] : [answer.ttlSeconds],
  );
}

/** The answers that are not as they will be: of A, of AAAA, or both. */
function differing(
  resolution: AddressLookups,
  fresh: AddressLookups,
): readonly LookupResult<string>[] {
  return (['a', 'aaaa'] as const)
    .filter((family) => !isSame(resolution[family], fresh[family]))
    .map((family) => resolution[family]);
}

function isSame(one: LookupResult<string>, other: LookupResult<string>): boolean {
  if (one.kind !== 'records' || other.kind !== 'records') return one.kind === other.kind;
  const values = new Set(other.values);
  return one.values.length === values.size && one.values.every((value) => values.has(value));
}
