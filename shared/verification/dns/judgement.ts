import { type DomainName, probeName } from '../../domain-name.ts';
import { type Problem, problem } from '../../problems/catalogue.ts';
import type { DnsFinding, Verdict } from '../../problems/findings.ts';
import { few, legible } from '../../problems/legible.ts';
import { isCname, type RecordsWanted } from '../../problems/records.ts';
import { isDocumentationAddress, isPublicAddress } from '../address.ts';
import { isTooLong, MAX_HOPS } from './cname-chain.ts';
import { addressesIn, type HostSight, hasAddress, isNoName } from './host-sight.ts';
import {
  type FailedName,
  failedNameIn,
  lookupProblem,
  type ZoneOfFailure,
} from './lookup-failure.ts';
import type { NetworkFailure, NetworkSight } from './network-sight.ts';
import { type AddressType, cnameTo, recordsInTheWay } from './records-in-the-way.ts';
import { addressesToPointAt, recordsWanted } from './wanted-records.ts';

/** What the look-ups showed. */
export interface DnsSight extends HostSight {
  readonly network: NetworkSight;
  /** Asked where a look-up failed, to say more exactly why. */
  readonly zoneOfFailure?: ZoneOfFailure;
}

/** Of each family: an answer may hold thousands. */
const MAX_ADDRESSES = 16;

/**
 * Judges what was seen. Where only one family's look-up failed the other is judged alone, as
 * certificate authorities do, too: so it never says `wrong` where more sight would say `right`.
 */
export function judgeDns(
  domain: DomainName,
  sight: DnsSight,
  allowPrivateAddresses: boolean,
): DnsFinding {
  const isSafe = (address: string) => allowPrivateAddresses || isPublicAddress(address);
  const { network } = sight;
  const reachable = addressesToPointAt(network.addresses, allowPrivateAddresses);
  const wanted = recordsWanted(domain, network.domain, reachable);
  if (!hasAddress(sight)) return judgeAbsence(domain, sight, wanted);

  const ours = new Set(network.addresses);
  const led = sight.chain.end.kind === 'goal';
  const isOurs = (address: string) => led || ours.has(address);
  const v4 = addressesIn(sight.a);
  const v6 = addressesIn(sight.aaaa);
  const { failure } = network;
  if (failure && ![...v4, ...v6].every(isOurs)) return finding('unknown', networkProblem(failure));

  const place = (address: string): Place => {
    if (isSafe(address)) return isOurs(address) ? 'ours' : 'stray';
    // Addresses from documents are a mistake, the others may be an attempt to lead us inside.
    return isOurs(address) || !isDocumentationAddress(address) ? 'private' : 'stray';
  };
  const wrong = wrongAddresses(sight, sorted(v4, place), sorted(v6, place), wanted);
  const addresses = [v4, v6].flatMap((some) => some.filter(isSafe).slice(0, MAX_ADDRESSES));
  if (wrong.length > 0) return { verdict: 'wrong', addresses, problems: wrong };
  // It does lead here, for those whose resolver goes all the way.
  const tooLong = isTooLong(sight.chain) ? [cnameBroken(sight, wanted, TOO_LONG)] : [];
  return { verdict: 'right', addresses, problems: tooLong };
}

/** `private`: never to be connected to, whosever it is. */
type Place = 'ours' | 'stray' | 'private';
type Sorted = Readonly<Record<Place, readonly string[]>>;

function sorted(addresses: readonly string[], place: (address: string) => Place): Sorted {
  return { ours: [], stray: [], private: [], ...Object.groupBy(addresses, place) };
}

function wrongAddresses(sight: DnsSight, v4: Sorted, v6: Sorted, wanted: RecordsWanted): Problem[] {
  const someV4 = v4.ours.length > 0;
  const some = someV4 || v6.ours.length > 0;
  const typesWith = (...places: readonly Place[]): AddressType[] => [
    ...(places.some((one) => v4[one].length > 0) ? ['A' as const] : []),
    ...(places.some((one) => v6[one].length > 0) ? ['AAAA' as const] : []),
  ];
  const told = (
    code: 'dns-wrong-address' | 'dns-mixed-addresses' | 'dns-ipv6-elsewhere',
    addresses: readonly string[],
  ) =>
    addresses.length > 0
      ? [problem(code, recordsInTheWay(sight.chain, addresses, wanted, typesWith('ours')))]
      : [];

  const inside = [...v4.private, ...v6.private];
  const addressesWanted = wanted.wanted.filter((record) => !isCname(record));
  const isTheNetworks = (address: string) =>
    sight.chain.end.kind === 'goal' ||
    // One from documents is wanted, too, and so is nothing to change to.
    addressesWanted.some((record) => record.endsWith(` ${address}`)) ||
    (addressesWanted.length === 0 && sight.network.addresses.includes(address));
  const own = inside.filter(isTheNetworks);
  const others = inside.filter((address) => !isTheNetworks(address));
  return [
    ...(inside.length > 0
      ? [
          problem('dns-private-address', {
            ...recordsInTheWay(sight.chain, others, wanted, typesWith('ours', 'stray')),
            addresses: few(inside, MAX_ADDRESSES),
            ...(own.length > 0 ? { own: few(own, MAX_ADDRESSES) } : {}),
          }),
        ]
      : []),
    ...told('dns-wrong-address', [...(someV4 ? [] : v4.stray), ...(some ? [] : v6.stray)]),
    ...told('dns-mixed-addresses', someV4 ? v4.stray : []),
    ...told('dns-ipv6-elsewhere', some ? v6.stray : []),
  ];
}

/** No address: because there is none, because the way to it is broken, or because nobody says. */
function judgeAbsence(domain: DomainName, sight: DnsSight, wanted: RecordsWanted): DnsFinding {
  const { chain, network } = sight;
  if (network.failure && network.addresses.length === 0) {
    return finding('unknown', networkProblem(network.failure));
  }
  const failed = failedNameIn(sight);
  if (failed) return finding('unknown', failureProblem(domain, failed, sight.zoneOfFailure));
  if (chain.end.kind === 'goal') {
    // The customer's record is right: it is the network's own name that is not.
    const reason = isNoName(sight) ? 'it does not exist' : `it ${NO_ADDRESS}`;
    const name = legible(chain.names.at(-1) ?? '');
    return finding('unknown', problem('dns-server-failure', { name, reason }));
  }
  if (chain.names.length === 1) {
    const reason = isNoName(sight) ? 'does not exist' : `${NO_ADDRESS}${BUT_EXISTS}`;
    return finding('wrong', problem('dns-no-records', { ...wanted, reason }));
  }
  return finding('wrong', cnameBroken(sight, wanted, HOW_BROKEN[chain.end.kind]));
}

const NO_ADDRESS = 'has no A or AAAA record';
/** An empty non-terminal among them, which surprises those who count on a wildcard (RFC 4592, 2.2.2). */
const BUT_EXISTS =
  ', but it exists: it has other records, or there are names below it. So no wildcard record stands in for it';
const TOO_LONG = `has more than ${MAX_HOPS} hops`;
const HOW_BROKEN = {
  circle: 'goes round in a circle',
  'too-long': TOO_LONG,
  'no-name': 'ends at a name that does not exist',
  host: `ends at a name that ${NO_ADDRESS}`,
  failure: 'is cut off',
} as const;

function cnameBroken({ chain }: DnsSight, wanted: RecordsWanted, reason: string): Problem {
  const [, target = ''] = chain.names;
  return problem('dns-cname-broken', {
    ...wanted,
    found: [cnameTo(target)],
    chain: chain.names.slice(0, MAX_HOPS + 2).map((name) => legible(name)),
    reason,
  });
}

/** A wildcard is looked up by a name under it: the domain is told, and which name that was. */
function failureProblem(
  domain: DomainName,
  failed: FailedName,
  zone: ZoneOfFailure | undefined,
): Problem {
  return lookupProblem(failed, failed.name === probeName(domain) ? domain : failed.name, zone);
}

function networkProblem(failure: NetworkFailure): Problem {
  return problem('dns-server-failure', failure);
}

function finding(verdict: Verdict, cause: Problem): DnsFinding {
  return { verdict, addresses: [], problems: [cause] };
}
