import { duration } from './duration.ts';
import { listed, template } from './problem.ts';
import {
  changes,
  creation,
  type RecordsToChange,
  type RecordsWanted,
  type RecordText,
} from './records.ts';

type Addresses = RecordsToChange & { readonly addresses: readonly string[] };

const NAME = 'shop.example.com';
const WANTED = ['CNAME network.example.net', 'A 203.0.113.7'] as const;

/** What is wrong with where the domain itself points: its `www` twin is no matter then. */
const POINTS_WRONG = [
  'dns-no-records',
  'dns-wrong-address',
  'dns-mixed-addresses',
  'dns-ipv6-elsewhere',
  'dns-not-propagated',
  'dns-cname-broken',
  'dns-server-failure',
  'dns-dnssec-broken',
  'dns-private-address',
];

export const DNS_PROBLEMS = {
  'dns-no-records': template<RecordsWanted & { readonly reason: string }>({
    severity: 'error',
    when: 'The name does not exist, or has no address.',
    message: (v) => `${v.name} ${v.reason}.`,
    remedy: creation,
    example: { name: NAME, wanted: WANTED, reason: 'does not exist' },
  }),
  'dns-wrong-address': template<Addresses>({
    severity: 'error',
    when: 'It points elsewhere.',
    message: (v) => `${v.name} points at ${listed(v.addresses)}, which is not this network.`,
    remedy: changes,
    example: {
      name: NAME,
      wanted: WANTED,
      found: ['A 198.51.100.9'],
      addresses: ['198.51.100.9'],
    },
  }),
  'dns-mixed-addresses': template<Addresses>({
    severity: 'error',
    when: 'Some of its addresses are this network, and some are not: visitors end up at either.',
    message: (v) => `${v.name} points at this network, but at ${listed(v.addresses)} as well.`,
    remedy: changes,
    example: {
      name: NAME,
      wanted: [],
      found: ['A 198.51.100.9'],
      othersRight: true,
      addresses: ['198.51.100.9'],
    },
  }),
  'dns-ipv6-elsewhere': template<Addresses>({
    severity: 'error',
    when: 'Its IPv4 addresses are right, an IPv6 address is not. Certificate authorities prefer IPv6.',
    message: (v) =>
      `The IPv6 address ${listed(v.addresses)} of ${v.name} is not this network, so no certificate can be issued.`,
    remedy: changes,
    example: {
      name: NAME,
      wanted: [],
      found: ['AAAA 2001:db8::9'],
      othersRight: true,
      addresses: ['2001:db8::9'],
    },
  }),
  'dns-not-propagated': template<{
    readonly name: string;
    /** What some still say: addresses, or that there is no such name. */
    readonly stale: readonly string[];
    /** Who says so. */
    readonly resolvers: readonly string[];
    /** Until the last of them forgets; undefined where that is not known. */
    readonly ttlSeconds?: number;
    /** Name servers of the zone among them: resolvers may learn the old answer anew from those. */
    readonly servers?: readonly string[];
  }>({
    severity: 'error',
    when: "The zone's own name servers are right, or some resolvers are, while resolvers still answer the old record.",
    message: (v) =>
      `${v.name} is pointed here, but the old answer (${listed(v.stale)}) is still given by ${listed(v.resolvers)}.`,
    remedy: ({ name, ttlSeconds, servers = [] }) => {
      if (servers.length > 0) {
        return `Nothing to change: wait until ${listed(servers)} has the new records too. If this lasts, ask the DNS provider of ${name} why not.`;
      }
      return ttlSeconds === undefined
        ? 'Nothing to change: wait until the old answer has expired everywhere.'
        : `Nothing to change: the old answer expires within ${duration(ttlSeconds)}.`;
    },
    example: { name: NAME, stale: ['198.51.100.9'], resolvers: ['8.8.8.8'], ttlSeconds: 2520 },
  }),
  'dns-cname-broken': template<
    RecordsToChange & { readonly chain: readonly string[]; readonly reason: string }
  >({
    severity: 'error',
    when: 'Its CNAME records go round in a circle, lead nowhere, or have too many hops.',
    message: (v) => `The CNAME chain ${v.chain.join(' → ')} ${v.reason}.`,
    remedy: changes,
    example: {
      name: NAME,
      wanted: WANTED,
      found: ['CNAME gone.example.org'],
      chain: [NAME, 'gone.example.org'],
      reason: 'ends at a name that does not exist',
    },
  }),
  'dns-server-failure': template<{
    readonly name: string;
    readonly reason: string;
    /** Only the resolvers are known to give no answer; nothing is seen to be wrong with the zone. */
    readonly ofResolvers?: boolean;
  }>({
    severity: 'error',
    when: 'The name servers fail, are silent, or know nothing of the zone that is delegated to them; or the resolvers do not answer.',
    message: (v) =>
      v.ofResolvers
        ? `The resolvers gave no answer for ${v.name}: ${v.reason}.`
        : `The name servers of ${v.name} gave no answer: ${v.reason}.`,
    remedy: (v) =>
      v.ofResolvers
        ? `See whether the resolvers (DNS_SERVERS) can be reached and answer. If they do for other names, ask the DNS provider of ${v.name} to mend its zone.`
        : `Ask the DNS provider of ${v.name} to mend its zone.`,
    example: { name: NAME, reason: 'SERVFAIL' },
  }),
  'dns-dnssec-broken': template<{
    readonly name: string;
    readonly zone?: string;
    /** Which records, and what follows from that; undefined if it is all of them. */
    readonly records?: string;
  }>({
    severity: 'error',
    when: 'The name servers answer, but resolvers that check signatures refuse the answer.',
    message: (v) =>
      `The DNSSEC signatures of ${v.name} are broken: resolvers that check them refuse its ${v.records ?? 'records'}.`,
    remedy: (v) =>
      `Have the DNS provider sign ${v.zone ?? 'the zone'} anew, or remove its DS record at the registrar.`,
    example: { name: NAME, zone: 'example.com' },
  }),
  'dns-private-address': template<
    Addresses & {
      /** Those that the network itself is said to have. */
      readonly own?: readonly string[];
    }
  >({
    severity: 'error',
    when: 'It points at an address that is not on the public Internet, and is never connected to.',
    message: (v) =>
      `${v.name} points at ${listed(v.addresses)}, which is not on the public Internet.`,
    remedy: (v) =>
      [
        ...(v.own ? [`Give the network a public address: ${listed(v.own)} is its own`] : []),
        ...(v.own && v.found.length === 0 ? [] : [changes(v)]),
      ].join('. '),
    example: { name: NAME, wanted: WANTED, found: ['A 10.0.0.9'], addresses: ['10.0.0.9'] },
  }),
  'dns-proxied': template<{ readonly name: string; readonly addresses: readonly string[] }>({
    severity: 'note',
    when: 'The addresses are those of a proxy, and the site behind it has proved to be ours.',
    message: (v) =>
      `${v.name} points at a proxy (${listed(v.addresses)}) behind which this network answers.`,
    remedy: () => 'Nothing to do.',
    example: { name: NAME, addresses: ['192.0.2.80'] },
  }),
  'dns-www-differs': template<
    RecordsWanted & {
      /** The one that is mapped. */
      readonly domain: string;
      /** Where the twin leads, or that there is none. */
      readonly seen: string;
      /** Its records that lead elsewhere, and whether it has others that do not. */
      readonly found?: readonly RecordText[];
      readonly othersRight?: boolean;
    }
  >({
    severity: 'warning',
    when: 'A domain and its www twin do not lead to the same place.',
    message: (v) => `${v.name} ${v.seen}, unlike ${v.domain}.`,
    remedy: ({ found, ...v }) => {
      if (!found) return `If visitors may use it: ${uncapitalized(creation(v))}`;
      return `If visitors may use it: ${uncapitalized(changes({ ...v, found }))}`;
    },
    example: {
      name: 'www.example.com',
      domain: 'example.com',
      seen: 'points at 198.51.100.9',
      found: ['A 198.51.100.9'],
      wanted: ['CNAME network.example.net', 'A 203.0.113.7'],
    },
    followsFrom: POINTS_WRONG,
  }),
  'caa-forbids-issuer': template<{
    readonly name: string;
    /** Where the records stand: the name itself or one above it. */
    readonly at: string;
    /** As a zone file writes them, without their name: `0 issue "ca.example.net"`. */
    readonly records: readonly string[];
    readonly authority: string;
    /** What to add; undefined where a record has to go instead. */
    readonly add?: string;
    /** What has to go. */
    readonly remove?: string;
  }>({
    severity: 'error',
    when: 'CAA records (RFC 8659) do not allow the certificate authority.',
    message: (v) =>
      `The CAA record ${v.at} CAA ${listed(v.records)} does not let ${v.authority} issue a certificate for ${v.name}.`,
    remedy: (v) =>
      [
        ...(v.remove === undefined ? [] : [`Remove the record ${v.at} CAA ${v.remove}`]),
        ...(v.add === undefined ? [] : [`Add the record ${v.at} CAA ${v.add}`]),
      ].join('. '),
    example: {
      name: NAME,
      at: 'example.com',
      records: ['0 issue "ca.example.net"'],
      authority: 'letsencrypt.org',
      add: '0 issue "letsencrypt.org"',
    },
  }),
};

function uncapitalized(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
