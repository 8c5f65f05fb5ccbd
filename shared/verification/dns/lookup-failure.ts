import { isDeepStrictEqual } from 'node:util';
import { getDomain } from 'tldts';
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

/** The answers of the name servers of the zone, each asked by itself. */
export interface ZoneOfFailure {
  /** Undefined if the zone could not be found. */
  readonly zone?: string;
  readonly servers: readonly { readonly title: string; readonly answer: LookupResult<string> }[];
  /** Why servers were not asked. */
  readonly left: readonly Reason[];
  /** Whether resolvers that are silent about the name answer for the names above it. */
  readonly resolversAnswer?: boolean;
  /** Whether it is delegated to the network's host: an NS record was created in place of a CNAME record. */
  readonly isAtNetwork?: boolean;
}

/**
 * The look-up whose failure keeps a domain's addresses unknown: that of its own name, or of a name in its
 * CNAME chain.
 */
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

/** A server needs fewer characters to state its reason. */
const MAX_REASON = 160;

/**
 * The problem of a failed look-up.
 *
 * @param told the domain as its owner knows it, if another name was looked up
 * @param isTarget whether the name is the target of a CNAME record, and may be a stranger's
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
    ...(asked?.isAtNetwork ? { atNetwork: true } : {}),
    ...subZoneOf(asked),
  });
}

/** The zone, if no registry delegates it, but its owner's zone above. */
function subZoneOf({ zone }: Partial<ZoneOfFailure> = {}): { readonly subZone?: string } {
  if (zone === undefined) return {};
  const registered = getDomain(zone, { extractHostname: false, allowPrivateDomains: true });
  return registered === null || registered === zone ? {} : { subZone: legible(zone) };
}

/** The answers of the zone's servers, and the servers that were not asked. */
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

/** The answer of one of a zone's servers, made legible for a message. */
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
 * Whether our own resolver did not answer or refused to, which says nothing about the name: others may get
 * an answer.
 */
export function isOfResolvers({ cause }: LookupFailure): boolean {
  return cause === 'silent' || cause === 'refused';
}

/**
 * Whether the zone's own servers are seen to fail, or none of them can be asked although the resolvers
 * work.
 */
function isZoneAtFault(asked: ZoneOfFailure | undefined): boolean {
  if (!asked) return false;
  const { zone, servers, resolversAnswer = false } = asked;
  return servers.length === 0
    ? zone !== undefined || resolversAnswer
    : servers.some(({ answer }) => answer.kind === 'failure');
}

/**
 * If the zone's servers could not be found for the same reason, the reason is given once. Two resolvers that
 * are silent differ only in how long they were waited for.
 */
function without(
  { zone, left }: ZoneOfFailure,
  { cause, reason }: LookupFailure,
): readonly Reason[] {
  if (cause === 'silent' && zone === undefined) return [];
  return left.filter((why) => !isDeepStrictEqual(why, reason));
}
