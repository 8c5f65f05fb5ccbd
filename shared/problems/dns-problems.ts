import { getDomain } from 'tldts';
import * as v from 'valibot';
import type { ProblemCode } from './codes.ts';
import { dnsRecordSchema } from './dns-record.ts';
import { duration } from './duration.ts';
import { fixBy } from './fix.ts';
import {
  type LookupFailed,
  lookupFailed,
  type ServerAnswer,
  serverAnswers,
} from './lookup-reason.ts';
import { type Phrase, phrase, type Reason } from './phrase.ts';
import { recordsFix } from './record-changes.ts';
import { recordText, tellFix } from './tell-fix.ts';
import {
  listed,
  more,
  reason,
  reasons,
  recordTemplate,
  template,
  text,
  texts,
} from './template.ts';

const NAME = 'shop.example.com';

/** Problems of the domain's own addresses: beside one of these, its `www` twin does not matter. */
const POINTS_WRONG: readonly ProblemCode[] = [
  'domain-not-registered',
  'dns-no-records',
  'dns-proxy-unproven',
  'dns-wrong-address',
  'dns-mixed-addresses',
  'dns-ipv6-elsewhere',
  'dns-not-propagated',
  'dns-cname-broken',
  'dns-server-failure',
  'dns-dnssec-broken',
  'dns-private-address',
];

/** The faults of a zone, of the servers that serve or resolve it, and of its other records. */
export const DNS_PROBLEMS = {
  'dns-not-propagated': template({
    severity: 'error',
    values: v.object({
      name: text,
      /** The old answers of some servers: addresses, or that there is no such name. */
      stale: reasons,
      moreStale: more,
      /** The servers with an old answer. */
      resolvers: texts,
      /** The seconds until the last of them forgets it; absent if that is not known. */
      ttlSeconds: v.exactOptional(v.number()),
      /** Name servers of the zone among them: resolvers may fetch the old answer from these again. */
      servers: v.exactOptional(texts),
      /** Set if these name servers seem to be another DNS host's than those that are right. */
      ofOtherHost: v.exactOptional(v.literal(true)),
      /** The servers that the zone's own NS records name, if they are not those at the registrar. */
      misnamed: v.exactOptional(texts),
      /** That zone. */
      zone: v.exactOptional(text),
    }),
    when: phrase('dns-not-propagated.when'),
    fix: ({ ttlSeconds, servers = [], ofOtherHost, misnamed }) =>
      fixBy(
        ofOtherHost || misnamed ? 'customer' : 'nobody',
        servers.length > 0 || misnamed ? undefined : ttlSeconds,
      ),
    tell: ({ name, stale, moreStale = 0, resolvers, ...rest }) => ({
      message: phrase('dns-not-propagated.message', {
        name,
        stale: moreStale > 0 ? [...stale, phrase('list.more', { number: moreStale })] : stale,
        resolvers,
      }),
      remedy: [howToPropagate({ name, ...rest })],
    }),
    example: { name: NAME, stale: ['198.51.100.9'], resolvers: ['8.8.8.8'], ttlSeconds: 2520 },
  }),
  'dns-server-failure': template({
    severity: 'error',
    values: v.object({
      name: text,
      /** Why there was no answer. */
      reason,
      /** The name that was looked up, if it is not the name that is told. */
      asked: v.exactOptional(text),
      /** Set if the question was for CAA records. */
      ofCaa: v.exactOptional(v.literal(true)),
      /** The answers of the zone's own servers, each asked by itself. */
      servers: v.exactOptional(serverAnswers),
      /** The servers that were not asked, and why. */
      notAsked: v.exactOptional(reasons),
      /** Set if only the resolvers are known not to answer; nothing is seen to be wrong with the zone. */
      ofResolvers: v.exactOptional(v.literal(true)),
      /** Set if the name that cannot be looked up is the target of the domain's CNAME records. */
      ofTarget: v.exactOptional(v.literal(true)),
      /** Set if the name that cannot be looked up is the network's own. */
      ofNetwork: v.exactOptional(v.literal(true)),
      /** Set if the zone is delegated to the network's host, which is no name server. */
      atNetwork: v.exactOptional(v.literal(true)),
      /** The zone at fault, if it is delegated by its owner's zone above, and not by a registry. */
      subZone: v.exactOptional(text),
      /** The CAA record of a name further down, with which nobody asks these servers for CAA records. */
      instead: v.exactOptional(dnsRecordSchema),
    }),
    when: phrase('dns-server-failure.when'),
    fix: ({ ofResolvers, ofNetwork, instead }) => ({
      ...fixBy(ofResolvers || ofNetwork ? 'ops' : 'customer'),
      ...(instead ? { create: [instead] } : {}),
    }),
    tell: (values) => {
      const { name, ofResolvers, ofNetwork } = values;
      const blamed = ofResolvers ? 'resolvers' : ofNetwork ? 'network' : 'servers';
      const mended = blamed === 'network' ? blamed : (whatToMend(values) ?? blamed);
      const isDelegation = mended === 'lame' || mended === 'no-address';
      return {
        message: phrase(`dns-server-failure.message.${blamed}`, {
          name,
          reason: lookupFailed(values),
        }),
        remedy: [
          ...(values.instead
            ? [phrase('dns-server-failure.remedy.own-caa', { record: recordText(values.instead) })]
            : []),
          isDelegation && values.subZone !== undefined
            ? phrase('dns-server-failure.remedy.delegation', { zone: values.subZone })
            : phrase(`dns-server-failure.remedy.${values.instead ? 'or-caa' : mended}`, { name }),
        ],
      };
    },
    example: { name: NAME, reason: 'SERVFAIL' },
  }),
  'dns-dnssec-broken': template({
    severity: 'error',
    values: v.object({
      name: text,
      zone: v.exactOptional(text),
      /** Set if only the CAA records are concerned. */
      ofCaa: v.exactOptional(v.literal(true)),
    }),
    when: phrase('dns-dnssec-broken.when'),
    fix: () => fixBy('customer'),
    tell: ({ name, zone, ofCaa }) => ({
      message: phrase(ofCaa ? 'dns-dnssec-broken.message.caa' : 'dns-dnssec-broken.message', {
        name,
      }),
      remedy: [
        zone === undefined
          ? phrase('dns-dnssec-broken.remedy.unknown-zone')
          : phrase(`dns-dnssec-broken.remedy${isBelowOwners(zone) ? '.sub-zone' : ''}`, { zone }),
      ],
    }),
    example: { name: NAME, zone: 'example.com' },
  }),
  'dns-www-differs': recordTemplate({
    severity: 'warning',
    values: v.object({
      /** The name of the twin. */
      name: text,
      /** The mapped domain. */
      domain: text,
      /** The addresses of the twin that are elsewhere. */
      addresses: texts,
      moreAddresses: more,
    }),
    when: phrase('dns-www-differs.when'),
    tell: ({ name, domain, addresses, moreAddresses }, fix) => ({
      message: phrase('dns-www-differs.message', {
        name,
        domain,
        addresses: listed(addresses, moreAddresses),
        count: addresses.length + (moreAddresses ?? 0),
      }),
      remedy: onlyIfUsed(tellFix(fix)),
    }),
    example: { name: 'www.example.com', domain: 'example.com', addresses: ['198.51.100.9'] },
    exampleFix: recordsFix({
      wanted: [
        { name: 'www.example.com', type: 'CNAME', value: 'network.example.net' },
        { name: 'www.example.com', type: 'A', value: '203.0.113.7' },
      ],
      found: [{ name: 'www.example.com', type: 'A', value: '198.51.100.9' }],
    }),
    followsFrom: POINTS_WRONG,
  }),
};

interface Propagation {
  readonly name: string;
  readonly ttlSeconds?: number;
  readonly servers?: readonly string[];
  readonly ofOtherHost?: true;
  readonly misnamed?: readonly string[];
  readonly zone?: string;
}

function howToPropagate(values: Propagation): Phrase {
  const { name, ttlSeconds, servers = [], ofOtherHost, misnamed, zone = name } = values;
  if (servers.length > 0 && ofOtherHost) {
    return phrase('dns-not-propagated.remedy.other-host', { servers });
  }
  if (servers.length > 0) return phrase('dns-not-propagated.remedy.servers', { name, servers });
  if (misnamed) return phrase('dns-not-propagated.remedy.misnamed', { zone, servers: misnamed });
  return ttlSeconds === undefined
    ? phrase('dns-not-propagated.remedy.unknown-time')
    : phrase('dns-not-propagated.remedy', { duration: duration(ttlSeconds) });
}

/** The known fault of the servers; undefined if they just fail. */
function whatToMend({
  ofCaa,
  ofTarget,
  atNetwork,
  servers = [],
  notAsked = [],
}: Pick<LookupFailed, 'ofCaa' | 'servers' | 'notAsked'> & {
  readonly ofTarget?: true;
  readonly atNetwork?: true;
}): 'caa' | 'tcp' | 'lame' | 'no-address' | undefined {
  const isClosed = ({ reason }: ServerAnswer) =>
    typeof reason === 'object' && reason.sentence === 'lookup.tcp-closed';
  if (servers.some(isClosed)) return 'tcp';
  if (ofCaa) return 'caa';
  if (ofTarget) return undefined;
  if (atNetwork) return 'lame';
  if (servers.length === 0) {
    const arePlaceless = notAsked.length > 0 && notAsked.every(isWithoutAddress);
    return arePlaceless ? 'no-address' : undefined;
  }
  // None of the servers has the zone, so their operator cannot fix it.
  return servers.every(({ isLame }) => isLame) ? 'lame' : undefined;
}

function isWithoutAddress(why: Reason): boolean {
  return typeof why === 'object' && why.sentence === 'servers.no-address';
}

function onlyIfUsed([first, ...others]: readonly Phrase[]): Phrase[] {
  return first ? [phrase('dns-www-differs.remedy', { change: first }), ...others] : [];
}

/** Whether the zone is delegated by its owner's zone above, and not by a registry. */
function isBelowOwners(zone: string): boolean {
  const registered = getDomain(zone, { extractHostname: false, allowPrivateDomains: true });
  return registered !== null && registered !== zone;
}
