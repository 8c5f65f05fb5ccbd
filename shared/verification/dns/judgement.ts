import { type DomainName, probeName } from '../../domain-name.ts';
import { type Problem, problem, recordProblem } from '../../problems/catalogue.ts';
import type { DnsRecord } from '../../problems/dns-record.ts';
import type { DnsFinding, Verdict, Visitors } from '../../problems/findings.ts';
import { legible } from '../../problems/legible.ts';
import { phrase } from '../../problems/phrase.ts';
import { recordsFix } from '../../problems/record-changes.ts';
import { isDocumentationAddress, isPublicAddress } from '../address.ts';
import { isTooLong, MAX_HOPS } from './cname-chain.ts';
import {
  addressesIn,
  failureIn,
  type HostResolution,
  hasAddress,
  isNoName,
  zoneOfAbsence,
} from './host-resolution.ts';
import { leftAddresses } from './left-addresses.ts';
import {
  type FailedName,
  failedNameIn,
  lookupProblem,
  type ZoneOfFailure,
} from './lookup-failure.ts';
import { missingIpv4 } from './missing-ipv4.ts';
import type { NetworkFailure, NetworkResolution } from './network-resolution.ts';
import { cnameTo, type Goal } from './records-in-the-way.ts';
import { unregisteredProblem } from './unregistered.ts';
import { addressesToPointAt, recordsWanted } from './wanted-records.ts';
import { type Place, type Sorted, wrongAddresses } from './wrong-addresses.ts';

/** The results of the look-ups. */
export interface DomainResolution extends HostResolution {
  readonly network: NetworkResolution;
  /** Asked if a look-up failed, to explain the failure more exactly. */
  readonly zoneOfFailure?: ZoneOfFailure;
}

/** For each family: an answer may hold thousands. */
const MAX_ADDRESSES = 16;

/**
 * Judges what was seen. If only one family's look-up failed, the other is judged alone, as certificate
 * authorities do: so the verdict is never `wrong` if a full view would be `right`.
 */
export function judgeDns(
  domain: DomainName,
  resolution: DomainResolution,
  allowPrivateAddresses: boolean,
): DnsFinding {
  const isSafe = (address: string) => allowPrivateAddresses || isPublicAddress(address);
  const { network } = resolution;
  const { toPointAt = network.addresses } = network;
  const reachable = addressesToPointAt(toPointAt, allowPrivateAddresses);
  // If the network's addresses cannot be reached, a CNAME record would not help either; behind a proxy, a
  // CNAME record is the only way here.
  const isHidden =
    reachable.length === 0 && network.addresses.length > 0 && network.behindProxy === undefined;
  const isZoneTop = zoneOfAbsence(resolution) === domain;
  const wanted = isHidden ? [] : recordsWanted(domain, network.domain, reachable, isZoneTop);
  const goal = { domain, wanted };
  if (!hasAddress(resolution)) return judgeAbsence(resolution, goal);

  const ours = new Set(network.addresses);
  const led = resolution.chain.end.kind === 'goal';
  const isOurs = (address: string) => led || ours.has(address);
  const v4 = addressesIn(resolution.a);
  const v6 = addressesIn(resolution.aaaa);
  const { failure } = network;
  const visitors = visitorsAt([...v4, ...v6], isOurs, resolution);
  if (failure && ![...v4, ...v6].every(isOurs)) {
    // If no address is known to be here, one of the network's unknown addresses may be.
    const seen = visitors === 'here' ? visitors : 'unknown';
    return { ...finding('unknown', networkProblem(failure), seen), usesNoTry: {} };
  }

  const place = (address: string): Place => {
    if (isSafe(address)) return isOurs(address) ? 'ours' : 'stray';
    // Documentation addresses are a mistake; other private ones may be an attempt to lead us inside.
    return isOurs(address) || !isDocumentationAddress(address) ? 'private' : 'stray';
  };
  const wrong = wrongAddresses(resolution, sorted(v4, place), sorted(v6, place), goal);
  const addresses = [v4, v6].flatMap((some) => firstOf(some, MAX_ADDRESSES, isSafe));
  if (wrong.length > 0) return { verdict: 'wrong', visitors, addresses, problems: wrong };
  // The chain does lead here, for visitors whose resolver follows all of it.
  const tooLong = isTooLong(resolution.chain) ? [cnameBroken(resolution, goal, 'too-long')] : [];
  const missing = missingIpv4(resolution, goal);
  const left = led ? [] : leftAddresses(resolution, [...v4, ...v6], goal);
  return { verdict: 'right', visitors, addresses, problems: [...tooLong, ...missing, ...left] };
}

/** If one family's look-up failed, its addresses may be ours. */
function visitorsAt(
  addresses: readonly string[],
  isOurs: (address: string) => boolean,
  lookups: HostResolution,
): Visitors {
  if (addresses.some(isOurs)) return 'here';
  return failureIn(lookups) ? 'unknown' : 'elsewhere';
}

function sorted(addresses: readonly string[], place: (address: string) => Place): Sorted {
  return { ours: [], stray: [], private: [], ...Object.groupBy(addresses, place) };
}

/** The first `most` addresses that pass; the rest, which may be thousands, are not examined. */
function firstOf(
  values: readonly string[],
  most: number,
  isGood: (value: string) => boolean,
): readonly string[] {
  const found: string[] = [];
  for (const value of values) {
    if (found.length === most) break;
    if (isGood(value)) found.push(value);
  }
  return found;
}

/** Judges a name without an address: none exists, the chain to it is broken, or nobody says. */
function judgeAbsence(resolution: DomainResolution, goal: Goal): DnsFinding {
  const { domain } = goal;
  const { chain, network } = resolution;
  if (network.failure && network.addresses.length === 0) {
    return { ...finding('unknown', networkProblem(network.failure)), usesNoTry: {} };
  }
  const failed = failedNameIn(resolution);
  if (failed) {
    const cause = failureProblem(domain, failed, resolution.zoneOfFailure);
    const isOurSilence = 'ofResolvers' in cause.values;
    return { ...finding('unknown', cause), ...(isOurSilence ? { usesNoTry: {} } : {}) };
  }
  const missing = isNoName(resolution) ? 'name' : 'address';
  if (chain.end.kind === 'goal') {
    // The customer's record is right: the network's own name is at fault.
    const name = legible(chain.names.at(-1) ?? '');
    const cause = networkProblem({ name, reason: phrase(`lookup.${missing}-missing`) });
    return { ...finding('unknown', cause), usesNoTry: {} };
  }
  if (chain.names.length === 1) {
    const unregistered = unregisteredProblem(resolution, domain);
    if (unregistered) return finding('wrong', unregistered, 'elsewhere');
    const fix = recordsFix({ wanted: wantedAt(goal, missing), found: [] });
    const cause = recordProblem('dns-no-records', { name: domain, missing }, fix);
    return finding('wrong', cause, 'elsewhere');
  }
  const how = HOW_BROKEN[chain.end.kind];
  // Some resolvers may follow a chain that is too long for others.
  const leadsNowhere = how !== 'too-long' && how !== 'cut-off';
  const visitors = leadsNowhere ? 'elsewhere' : 'unknown';
  return finding('wrong', cnameBroken(resolution, goal, how), visitors);
}

/**
 * The records to create. A name that exists without an address has other records, beside which no CNAME
 * record can stand (RFC 1034, 3.6.2), or names below it (RFC 4592, 2.2.2): address records are right in
 * both cases.
 */
function wantedAt({ wanted }: Goal, missing: 'name' | 'address'): readonly DnsRecord[] {
  return missing === 'name' ? wanted : wanted.filter(({ type }) => type !== 'CNAME');
}

const HOW_BROKEN = {
  circle: 'circle',
  'too-long': 'too-long',
  'no-name': 'no-name',
  host: 'no-address',
  failure: 'cut-off',
} as const;

function cnameBroken(
  { chain }: DomainResolution,
  { domain, wanted }: Goal,
  how: (typeof HOW_BROKEN)[keyof typeof HOW_BROKEN],
): Problem {
  const [, target = ''] = chain.names;
  const values = {
    name: domain,
    chain: chain.names.slice(0, MAX_HOPS + 2).map((name) => legible(name)),
    how,
    ...(how === 'too-long' ? { hops: MAX_HOPS } : {}),
  };
  const fix = recordsFix({ wanted, found: [cnameTo(domain, target)] });
  return recordProblem('dns-cname-broken', values, fix);
}

/**
 * A wildcard is looked up by a name under it: the problem names the domain, and says which name was
 * looked up.
 */
function failureProblem(
  domain: DomainName,
  failed: FailedName,
  zone: ZoneOfFailure | undefined,
): Problem {
  const isOwn = failed.name === probeName(domain);
  return lookupProblem(failed, isOwn ? domain : failed.name, zone, !isOwn);
}

function networkProblem(failure: NetworkFailure): Problem {
  return problem('dns-server-failure', { ...failure, ofNetwork: true });
}

function finding(verdict: Verdict, cause: Problem, visitors: Visitors = 'unknown'): DnsFinding {
  return { verdict, visitors, addresses: [], problems: [cause] };
}
