import { getDomain } from 'tldts';
import { problem } from '../../problems/catalogue.ts';
import { hostOf } from '../../problems/dns-hosts.ts';
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

/** The answer of one server, with its judgement. */
export interface ServerView {
  /** The server's title. */
  readonly title: string;
  readonly resolution: HostResolution;
  readonly finding: DnsFinding;
}

/** Resolvers that have asked the zone itself go on asking the servers that its NS records name. */
export interface Misnamed {
  readonly zone: string;
  readonly servers: readonly string[];
}

/**
 * The answers of all servers that were asked because the resolver's answer is not `right`, or not the only
 * one.
 */
export interface ServerViews {
  /** The answer that visitors get by default. */
  readonly resolved: ServerView;
  /** Each resolver by itself; empty if there is only one. */
  readonly resolvers: readonly ServerView[];
  /** Each name server of the zone itself; empty if they were not asked. */
  readonly servers: readonly ServerView[];
  /** How long resolvers may still ask the zone's former servers, in seconds. */
  readonly rememberedSeconds?: number;
  readonly misnamed?: Misnamed;
}

/**
 * The finding if servers disagree. The zone's own servers know best: if one of them is right, the change has
 * been made and only has to spread. If none of them answers, the resolvers are compared with each other. A
 * server that does not answer does not disagree.
 */
export function judgeViews(name: string, views: ServerViews): DnsFinding {
  const { resolved, servers } = views;
  const resolvers = views.resolvers.length > 0 ? views.resolvers : [resolved];
  const staleResolvers = resolvers.filter(isWrong);
  const behind = servers.filter(isWrong);

  const right = servers.find(isRight);
  if (right) {
    const stale = staleResolvers.length + behind.length > 0 ? staleResolvers : [resolved];
    return notPropagated(name, right, stale, behind, views);
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
/** Whether the server's answer leads elsewhere, or nowhere. */
export const isWrong = ({ finding }: ServerView) => finding.verdict === 'wrong';

/** More servers would not make the message clearer. */
const MOST_TOLD = 8;

/** The finding of a spreading change, neither right nor wrong: it becomes right by itself. */
function notPropagated(
  name: string,
  fresh: ServerView,
  stale: readonly ServerView[],
  behind: readonly ServerView[],
  { rememberedSeconds, misnamed }: Pick<ServerViews, 'rememberedSeconds' | 'misnamed'> = {},
): DnsFinding {
  const expiring = stale.flatMap(({ resolution }) => ttlsOf(resolution, fresh.resolution));
  const isForAWhile = behind.length === 0 && misnamed === undefined;
  const ttls = [...expiring, ...(rememberedSeconds === undefined ? [] : [rememberedSeconds])];
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
    ...(behind.every((one) => isOfSameHost(one, fresh)) ? {} : { ofOtherHost: true }),
    ...(misnamed
      ? { zone: legible(misnamed.zone), misnamed: misnamed.servers.map((one) => legible(one)) }
      : {}),
  });
  // If one of the zone's servers is behind, resolvers may fetch the old answer again.
  const ttl = ttls.length > 0 && isForAWhile ? { ttlSeconds: Math.max(...ttls) } : {};
  return {
    verdict: 'unknown',
    visitors: 'unknown',
    usesNoTry: ttl,
    addresses: [],
    problems: [told],
  };
}

/** Whether two name servers are run by one DNS host, as far as their names show. */
function isOfSameHost(one: ServerView, other: ServerView): boolean {
  const [name = '', otherName = ''] = [one, other].map(({ title }) => title.split(' ')[0]);
  const [host, otherHost] = [name, otherName].map((server) => hostOf([server])?.name);
  if (host !== undefined || otherHost !== undefined) return host === otherHost;
  return registeredOf(name) === registeredOf(otherName);
}

function registeredOf(server: string): string | null {
  return getDomain(server, { extractHostname: false });
}

function oldAnswer(resolution: AddressLookups, fresh: AddressLookups): readonly Reason[] {
  if (!hasAddress(resolution)) {
    return [phrase(`dns-not-propagated.stale.no-${isNoName(resolution) ? 'name' : 'address'}`)];
  }
  const old = differing(resolution, fresh).flatMap(addressesIn);
  return old.length > 0 ? old : [phrase('dns-not-propagated.stale.fewer-addresses')];
}

/** Compares addresses, and the few phrases above, which have no values. */
function distinct(answers: readonly Reason[]): Reason[] {
  const keyOf = (answer: Reason) => (typeof answer === 'string' ? answer : answer.sentence);
  return [...new Map(answers.map((answer) => [keyOf(answer), answer])).values()];
}

/**
 * The seconds until an old answer expires: those of the first of its records that is no longer there. The
 * CNAME records before it lead to it again, however soon they expire.
 */
function ttlsOf(resolution: HostResolution, fresh: HostResolution): readonly number[] {
  const [, ...now] = fresh.chain.names;
  return differing(resolution, fresh).flatMap((answer) => {
    if (answer.kind === 'failure' || answer.ttlSeconds === undefined) return [];
    const { cnames, steps = [], ttlSeconds } = answer;
    // The CNAME records of an answer are the last ones of the chain.
    const before = resolution.chain.names.length - 1 - cnames.length;
    const changed = cnames.findIndex((target, at) => target !== now[before + at]);
    return [steps.at(changed) ?? ttlSeconds];
  });
}

/** The old answers: those for A, those for AAAA, or both. */
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
