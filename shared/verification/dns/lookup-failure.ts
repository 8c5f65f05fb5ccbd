import { isDeepStrictEqual } from 'node:util';
import { type Problem, problem } from '../../problems/catalogue.ts';
import { legible } from '../../problems/legible.ts';
import type { ServerAnswer } from '../../problems/lookup-reason.ts';
import { legibleReason, type Reason } from '../../problems/phrase.ts';
import type { HostResolution } from './host-resolution.ts';
import { failureIn, hasAddress } from './host-resolution.ts';
import type { LookupFailure, LookupResult } from './lookup.ts';

/** A name whose records could not be looked up, and why. */
export interface FailedName {
  readonly name: string;
  readonly failure: LookupFailure;
}

/** What the name servers of its zone themselves say, each asked by itself. */
export interface ZoneOfFailure {
  /** Undefined if it could not be found out. */
  readonly zone?: string;
  readonly servers: readonly { readonly title: string; readonly answer: LookupResult<string> }[];
  /** Which servers were not asked, and why. */
  readonly left: readonly Reason[];
  /** Whether resolvers that are silent about the name are not so about what is above it. */
  readonly resolversAnswer?: boolean;
}

/** What keeps a domain's addresses from being known: the look-up of its own name, or of one on the way. */
export function failedNameIn(resolution: HostResolution): FailedName | undefined {
  const { names, end } = resolution.chain;
  const last = names.at(-1);
  if (hasAddress(resolution) || last === undefined) return undefined;
  const isKnown = end.kind === 'circle' || end.kind === 'too-long';
  const endsNowhere = end.kind === 'no-name' && names.length > 1;
  if (isKnown || endsNowhere) return undefined;
  const failure = end.kind === 'failure' ? end : failureIn(resolution);
  return failure && { name: last, failure };
}

/** Longer than any one server needs to say what is the matter. */
const MAX_REASON = 160;

/**
 * The problem that a failed look-up is. `told` is the domain as its owner knows it, where that is not
 * the name that was looked up; `isTarget`: it is where CNAME records lead, and may be a stranger's.
 */
export function lookupProblem(
  { name, failure }: FailedName,
  told: string,
  asked?: ZoneOfFailure,
  isTarget = false,
): Problem {
  if (failure.cause === 'dnssec') {
    return problem('dns-dnssec-broken', {
      name: legible(told),
      ...(asked?.zone === undefined ? {} : { zone: legible(asked.zone) }),
    });
  }
  const ofResolvers = isOfResolvers(failure) && !isZoneAtFault(asked);
  return problem('dns-server-failure', {
    name: legible(told),
    reason: legibleReason(failure.reason, MAX_REASON),
    ...(told === name ? {} : { asked: legible(name) }),
    ...(asked ? serversOf(asked, failure) : {}),
    ...(ofResolvers ? { ofResolvers: true } : {}),
    ...(isTarget ? { ofTarget: true } : {}),
  });
}

/** What each server of the zone said, and which were not asked. */
function serversOf(
  asked: ZoneOfFailure,
  failure: LookupFailure,
): { readonly servers?: readonly ServerAnswer[]; readonly notAsked?: readonly Reason[] } {
  const servers = asked.servers.map(serverAnswer);
  const notAsked = without(asked, failure).map((why) => legibleReason(why, MAX_REASON));
  return {
    ...(servers.length > 0 ? { servers } : {}),
    ...(notAsked.length > 0 ? { notAsked } : {}),
  };
}

/** What one server of a zone said, fit for a message. */
export function serverAnswer({
  title,
  answer,
}: {
  readonly title: string;
  readonly answer: LookupResult<unknown>;
}): ServerAnswer {
  const server = legible(title);
  if (answer.kind !== 'failure') return { server };
  const reason = legibleReason(answer.reason, MAX_REASON);
  return { server, reason, ...(answer.cause === 'lame' ? { isLame: true } : {}) };
}

/**
 * Whether our own resolver did not answer, or would not, which says nothing of the name: others may
 * get an answer.
 */
export function isOfResolvers({ cause }: LookupFailure): boolean {
  return cause === 'silent' || cause === 'refused';
}

/** Whether its own servers are seen to fail, or none can be asked although resolvers do their part. */
function isZoneAtFault(asked: ZoneOfFailure | undefined): boolean {
  if (!asked) return false;
  const { zone, servers, resolversAnswer = false } = asked;
  return servers.length === 0
    ? zone !== undefined || resolversAnswer
    : servers.some(({ answer }) => answer.kind === 'failure');
}

/**
 * Where the zone's servers could not be found for the same reason, once is enough: that of a resolver
 * which is silent, too, differs only in how long it was waited for.
 */
function without(
  { zone, left }: ZoneOfFailure,
  { cause, reason }: LookupFailure,
): readonly Reason[] {
  if (cause === 'silent' && zone === undefined) return [];
  return left.filter((why) => !isDeepStrictEqual(why, reason));
}
