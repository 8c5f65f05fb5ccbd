import { type DomainName, isWildcard, probeName } from '../../domain-name.ts';
import { familyOf, isDocumentationAddress, isPublicAddress } from '../address.ts';
import type { DnsFinding, Verdict } from '../findings.ts';
import { few, legible } from '../legible.ts';
import { type Problem, problem } from '../problems/catalogue.ts';
import type { RecordsWanted, RecordText } from '../problems/records.ts';
import { type CnameChain, MAX_HOPS } from './cname-chain.ts';
import type { DnsAnswer } from './resolver.ts';
import { recordsWanted } from './wanted-records.ts';

/** What the look-ups showed; addresses are in their canonical spelling. */
export interface DnsSight {
  readonly a: DnsAnswer;
  readonly aaaa: DnsAnswer;
  /** Followed only where `a` and `aaaa` do not tell all, and only to the network's domain. */
  readonly chain?: CnameChain;
  readonly network: NetworkSight;
}

export interface NetworkSight {
  readonly domain?: string;
  readonly addresses: readonly string[];
  /** Why there may be more addresses than these, and at which name. */
  readonly failure?: { readonly name: string; readonly reason: string };
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
  const v4 = valuesOf(sight.a);
  const v6 = valuesOf(sight.aaaa);
  if (v4.length + v6.length === 0) return judgeAbsence(domain, sight);

  const ours = new Set(sight.network.addresses);
  const isOurs = (address: string) => sight.chain?.end.kind === 'goal' || ours.has(address);
  const isSafe = (address: string) => allowPrivateAddresses || isPublicAddress(address);
  const unseen = whatElseMayBeOurs(domain, sight);
  const found = [...v4, ...v6];
  if (unseen && !found.every(isOurs)) return finding('unknown', unseen);

  const place = (address: string): Place => {
    if (isSafe(address)) return isOurs(address) ? 'ours' : 'stray';
    return isOurs(address) || !isDocumentationAddress(address) ? 'private' : 'stray';
  };
  const problems = problemsOf(sorted(v4, place), sorted(v6, place), wantedOf(domain, sight));
  return {
    verdict: problems.length === 0 ? 'right' : 'wrong',
    addresses: [
      ...v4.filter(isSafe).slice(0, MAX_ADDRESSES),
      ...v6.filter(isSafe).slice(0, MAX_ADDRESSES),
    ],
    problems,
  };
}

/** `private`: never to be connected to, whosever it is. */
type Place = 'ours' | 'stray' | 'private';
type Sorted = Readonly<Record<Place, readonly string[]>>;

function sorted(addresses: readonly string[], place: (address: string) => Place): Sorted {
  return { ours: [], stray: [], private: [], ...Object.groupBy(addresses, place) };
}

function problemsOf(v4: Sorted, v6: Sorted, wanted: RecordsWanted): Problem[] {
  const someV4 = v4.ours.length > 0;
  const some = someV4 || v6.ours.length > 0;
  const told = (
    code:
      | 'dns-private-address'
      | 'dns-wrong-address'
      | 'dns-mixed-addresses'
      | 'dns-ipv6-elsewhere',
    addresses: readonly string[],
  ) =>
    addresses.length > 0
      ? [
          problem(code, {
            ...wanted,
            addresses: few(addresses, MAX_ADDRESSES),
            found: addresses.slice(0, MAX_ADDRESSES).map(asRecord),
          }),
        ]
      : [];
  return [
    ...told('dns-private-address', [...v4.private, ...v6.private]),
    ...told('dns-wrong-address', [...(someV4 ? [] : v4.stray), ...(some ? [] : v6.stray)]),
    ...told('dns-mixed-addresses', someV4 ? v4.stray : []),
    ...told('dns-ipv6-elsewhere', some ? v6.stray : []),
  ];
}

/** No address: because there is none, because the way to it is broken, or because nobody says. */
function judgeAbsence(domain: DomainName, sight: DnsSight): DnsFinding {
  const { a, aaaa, chain, network } = sight;
  if (network.failure && network.addresses.length === 0) {
    return finding('unknown', problem('dns-server-failure', network.failure));
  }

  const failed = [a, aaaa].find((answer) => answer.kind === 'failure');
  const noName = a.kind === 'no-name' || aaaa.kind === 'no-name' || chain?.end.kind === 'no-name';
  const reason = noName ? 'does not exist' : NO_ADDRESS;
  const wanted = wantedOf(domain, sight);

  if (chain && chain.names.length > 1) {
    const broken = (how: string) =>
      finding(
        'wrong',
        problem('dns-cname-broken', {
          ...wanted,
          found: [`CNAME ${namesOf(chain)[1]}`],
          chain: namesOf(chain),
          reason: how,
        }),
      );
    switch (chain.end.kind) {
      case 'circle':
        return broken('goes round in a circle');
      case 'too-long':
        return broken(`has more than ${MAX_HOPS} hops`);
      case 'failure':
        return finding('unknown', chainFailure(domain, chain, chain.end.reason));
      case 'goal': // The customer's record is right: it is the network's own name that is not.
        return finding('unknown', chainFailure(domain, chain, failed?.reason ?? `it ${reason}`));
      case 'no-name':
        return broken(`ends at a name that ${reason}`);
      case 'host':
        if (failed) return finding('unknown', chainFailure(domain, chain, failed.reason));
        return broken(`ends at a name that ${reason}`);
    }
  }
  if (failed) return finding('unknown', ownFailure(domain, failed.reason));
  return finding('wrong', problem('dns-no-records', { ...wanted, reason }));
}

/** Why an address that is not known to be the network's may be so nevertheless. */
function whatElseMayBeOurs(domain: DomainName, { network, chain }: DnsSight): Problem | undefined {
  if (chain?.end.kind === 'goal') return undefined;
  if (network.failure) return problem('dns-server-failure', network.failure);
  // Servers that tell the addresses and not whether there is a CNAME have told enough.
  const isCut = chain?.end.kind === 'failure' && chain.names.length > 1;
  return isCut ? chainFailure(domain, chain, chain.end.reason) : undefined;
}

const NO_ADDRESS = 'has no A or AAAA record';

function chainFailure(domain: DomainName, { names }: CnameChain, reason: string): Problem {
  const last = names.at(-1);
  return names.length > 1 && last !== undefined
    ? problem('dns-server-failure', { name: legible(last), reason })
    : ownFailure(domain, reason);
}

function ownFailure(domain: DomainName, reason: string): Problem {
  const asked = isWildcard(domain) ? ` for ${probeName(domain)}` : '';
  return problem('dns-server-failure', { name: domain, reason: `${reason}${asked}` });
}

function finding(verdict: Verdict, cause: Problem): DnsFinding {
  return { verdict, addresses: [], problems: [cause] };
}

function wantedOf(domain: DomainName, { network }: DnsSight): RecordsWanted {
  return recordsWanted(domain, network.domain, network.addresses);
}

function asRecord(address: string): RecordText {
  return familyOf(address) === 'ipv6' ? `AAAA ${address}` : `A ${address}`;
}

function namesOf({ names }: CnameChain): string[] {
  return names.map((name) => legible(name));
}

function valuesOf(answer: DnsAnswer): readonly string[] {
  return answer.kind === 'records' ? answer.values : [];
}
