import type { Stage } from '../../../shared/lifecycle/stage.ts';
import type { ProblemCode } from '../../../shared/problems/codes.ts';
import type { ZoneFailure, ZoneRecord } from '../../support/dns-zone.ts';
import { NETWORK_V6, PLACES, type Place, SECOND } from './places.ts';

/** A live domain, and what happens to it. */
export interface Case {
  readonly what: string;
  readonly domain: string;
  /** Its records at first, which are right. */
  readonly records: readonly ZoneRecord[];
  /** Its records from then on; unchanged if absent. `gone`: there is no such name. */
  readonly later?: readonly ZoneRecord[] | ZoneFailure | 'gone';
  /** Other names' records from then on. */
  readonly others?: Readonly<Record<string, readonly ZoneRecord[]>>;
  /** Its CAA records cannot be looked up from then on. */
  readonly caaFails?: true;
  /** The addresses at which its certificate has expired from then on. */
  readonly expiredAt?: readonly string[];
  /** From then on, its certificate is shown without that of the issuer. */
  readonly isAlone?: true;
  /** The problems that have to be reported. */
  readonly told: readonly ProblemCode[];
}

const HERE: readonly ZoneRecord[] = ['A 127.0.0.1'];
const STRANGER: ZoneRecord = `A ${PLACES.stranger[0]}`;
const at = (place: Place): ZoneRecord => `A ${PLACES[place][0]}`;

let count = 0;
const named = (name: (zone: string) => string) => name(`n${++count}.example.net`);
const shop = () => named((zone) => `shop.${zone}`);
const wildcard = () => named((zone) => `*.${zone}`);

/** A domain behind a proxy that then begins to do what its name says. */
const behind = (
  what: string,
  place: Place,
  told: readonly ProblemCode[],
  domain = shop(),
): Case => ({
  what,
  domain,
  records: [at(place)],
  told,
});

/** None of these takes a live domain down. */
export const MISHAPS: readonly Case[] = [
  {
    what: 'a stray A record',
    domain: shop(),
    records: HERE,
    later: [...HERE, STRANGER],
    told: ['dns-mixed-addresses'],
  },
  {
    what: 'a stray A record of a wildcard',
    domain: wildcard(),
    records: HERE,
    later: [...HERE, STRANGER],
    told: ['dns-mixed-addresses'],
  },
  {
    what: 'an AAAA record at whose address nobody answers',
    domain: shop(),
    records: HERE,
    later: [...HERE, 'AAAA 2001:db8::9'],
    told: ['dns-ipv6-elsewhere'],
  },
  {
    what: 'such an AAAA record of a www twin',
    domain: named((zone) => `www.${zone}`),
    records: HERE,
    later: [...HERE, 'AAAA 2001:db8::9'],
    told: ['dns-ipv6-elsewhere'],
  },
  {
    what: 'an A record elsewhere beside a right AAAA record',
    domain: shop(),
    records: HERE,
    later: [STRANGER, `AAAA ${NETWORK_V6}`],
    told: ['dns-wrong-address'],
  },
  {
    what: 'CAA records that no server answers for',
    domain: shop(),
    records: HERE,
    caaFails: true,
    told: ['dns-server-failure'],
  },
  {
    what: 'CAA records that no server answers for, of a wildcard',
    domain: wildcard(),
    records: HERE,
    caaFails: true,
    told: ['dns-server-failure'],
  },
  {
    what: 'a CNAME chain that is too long',
    domain: shop(),
    records: HERE,
    later: ['CNAME hop1.example.net'],
    others: chain(12),
    told: ['dns-cname-broken'],
  },
  {
    what: 'a CNAME chain that is too long for its resolver',
    domain: shop(),
    records: HERE,
    later: ['CNAME far1.example.net'],
    others: chain(30, 'far'),
    told: ['dns-cname-broken'],
  },
  {
    what: 'name servers that fail',
    domain: shop(),
    records: HERE,
    later: 'SERVFAIL',
    told: ['dns-server-failure'],
  },
  {
    what: 'name servers that fail, of a wildcard',
    domain: wildcard(),
    records: HERE,
    later: 'SERVFAIL',
    told: ['dns-server-failure'],
  },
  {
    what: 'resolvers that refuse',
    domain: shop(),
    records: HERE,
    later: 'REFUSED',
    told: ['dns-server-failure'],
  },
  behind('a proxy that wants a password (401)', 'unauthorized', ['dns-wrong-address']),
  behind('a proxy that lets nobody through (403)', 'forbidden', ['dns-wrong-address']),
  behind('such a proxy in front of a wildcard', 'forbidden', ['dns-wrong-address'], wildcard()),
  behind('a proxy in front of the site without its plugin (404)', 'missing', ['dns-wrong-address']),
  behind('a proxy in front of a site that redirects to its front page', 'frontPage', [
    'dns-wrong-address',
  ]),
  behind('a proxy that wants another protocol (426)', 'upgrading', ['dns-wrong-address']),
  behind('a proxy that limits requests (429)', 'limiting', ['dns-wrong-address']),
  behind('an access login (302 to another host)', 'login', ['dns-wrong-address']),
  behind('a proxy that does not reach the site (502)', 'failing', ['dns-proxy-unproven']),
  behind('a bot challenge (403)', 'challenging', ['dns-proxy-unproven']),
  behind(
    'such a challenge in front of a wildcard',
    'challenging',
    ['dns-proxy-unproven'],
    wildcard(),
  ),
  behind('a challenge with HTTP 200', 'human', ['dns-proxy-unproven']),
  behind('a refusal with HTTP 200 in another language', 'rejecting', ['dns-wrong-address']),
  behind('such a refusal in front of a wildcard', 'rejecting', ['dns-wrong-address'], wildcard()),
  behind('a loop of redirects', 'circular', ['dns-wrong-address']),
  behind('a proof with another secret', 'secretive', ['proof-secret-differs']),
  {
    what: 'a move behind a proxy that lets nobody through',
    domain: shop(),
    records: HERE,
    later: [at('forbidden')],
    told: ['dns-wrong-address'],
  },
  {
    what: 'a move behind a well-known proxy in front of the site without its plugin (404)',
    domain: shop(),
    records: HERE,
    later: [at('knownProxy')],
    told: ['dns-wrong-address'],
  },
  {
    what: 'a stray A record beside that of a proxy',
    domain: shop(),
    records: [at('proxy')],
    later: [at('proxy'), STRANGER],
    told: ['dns-wrong-address'],
  },
  {
    what: 'an AAAA record beside that of a proxy, which cannot be reached',
    domain: shop(),
    records: [at('challenging')],
    later: [at('challenging'), 'AAAA 2001:db8::9'],
    told: ['dns-proxy-unproven'],
  },
  {
    what: 'a www twin elsewhere',
    domain: 'n100.com',
    records: HERE,
    others: { 'www.n100.com': [STRANGER] },
    told: ['dns-www-differs'],
  },
  {
    what: 'a certificate that expired at one of two addresses',
    domain: shop(),
    records: [...HERE, `A ${SECOND}`],
    expiredAt: [SECOND],
    told: ['certificate-expired'],
  },
  {
    what: 'such a certificate of a wildcard',
    domain: wildcard(),
    records: [...HERE, `A ${SECOND}`],
    expiredAt: [SECOND],
    told: ['certificate-expired'],
  },
  {
    what: 'a certificate whose chain browsers have to complete',
    domain: shop(),
    records: HERE,
    isAlone: true,
    told: ['certificate-incomplete-chain'],
  },
  {
    what: 'an address of the network at which nobody answers HTTPS',
    domain: shop(),
    records: HERE,
    later: [...HERE, 'A 127.2.0.3'],
    told: ['tls-unreachable'],
  },
];

/** Each of these takes a live domain down, and is reported as that stage. */
export const DEPARTURES: readonly (Case & { readonly stage: Stage })[] = [
  {
    what: 'a name that is gone',
    domain: shop(),
    records: HERE,
    later: 'gone',
    told: ['dns-no-records'],
    stage: 'failed',
  },
  {
    what: 'addresses that are gone, of a wildcard',
    domain: wildcard(),
    records: HERE,
    later: [],
    told: ['dns-no-records'],
    stage: 'failed',
  },
  {
    what: 'a CNAME record to nowhere',
    domain: shop(),
    records: [at('proxy')],
    later: ['CNAME gone.example.org'],
    told: ['dns-cname-broken'],
    stage: 'failed',
  },
  {
    what: 'a move to another site',
    domain: shop(),
    records: HERE,
    later: [STRANGER],
    told: ['dns-wrong-address'],
    stage: 'failed',
  },
  {
    what: 'a move to another site that answers 404',
    domain: shop(),
    records: HERE,
    later: [at('strangerWithoutIt')],
    told: ['dns-wrong-address'],
    stage: 'failed',
  },
  {
    what: 'a move of a proxied domain to another site',
    domain: shop(),
    records: [at('proxy')],
    later: [STRANGER],
    told: ['dns-wrong-address'],
    stage: 'failed',
  },
  {
    what: 'a certificate that expired at all addresses',
    domain: shop(),
    records: [...HERE, `A ${SECOND}`],
    expiredAt: ['127.0.0.1', SECOND],
    told: ['certificate-expired'],
    stage: 'ssl-failed',
  },
];

/** A chain of that many hops, the last of which leads to the network. */
function chain(hops: number, prefix = 'hop'): Readonly<Record<string, readonly ZoneRecord[]>> {
  const records = Array.from({ length: hops }, (_, i): [string, readonly ZoneRecord[]] => [
    `${prefix}${i + 1}.example.net`,
    i + 1 < hops ? [`CNAME ${prefix}${i + 2}.example.net`] : HERE,
  ]);
  return Object.fromEntries(records);
}
