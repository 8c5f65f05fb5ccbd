import type { Sentence } from './sentence.ts';

export const DNS_SENTENCES = {
  'domain-not-registered.when':
    'The domain is not there at all: it was never registered, has expired, or is on hold.',
  'domain-not-registered.message':
    '{name} is not registered: the registry of {registry} says that there is no such domain.',
  'domain-not-registered.message.no-registry':
    '{name} is not registered: its ending is none under which domains are registered.',
  'domain-not-registered.remedy':
    'Register or renew {name}, or have the hold on it lifted: ask its registrar. Records can be created once it is there.',

  'dns-no-records.when': 'The name does not exist, or has no address.',
  'dns-no-records.message.no-name': '{name} does not exist.',
  'dns-no-records.message.no-address':
    '{name} has no A or AAAA record. It has other records, or there are names below it, so no wildcard record covers it.',
  'dns-no-records.message.doubled':
    '{name} has no A or AAAA record; {doubled} has: the form of the DNS host adds the zone by itself, so the record has its name twice.',

  'network-proxied.when':
    'The network is behind a proxy itself, and no address of its own is known: a domain that pointed at the proxy would not get through it.',
  'network-proxied.message':
    'The network ({name}) is behind {proxy}, whose addresses ({addresses}) are none that a domain could point at.',
  'network-proxied.remedy':
    'Set NETWORK_ADDRESSES to the addresses of the host itself: until then only CNAME records can be told.',

  'dns-proxy-unproven.when':
    'Its addresses are those of a well-known proxy, and the site behind it did not prove to be ours.',
  'dns-proxy-unproven.message':
    '{name} is behind {proxy} ({addresses}), and the site there did not prove to be this network.',
  'dns-proxy-unproven.remedy': 'At {proxy}, have {wanted} and set it to "DNS only"',
  'dns-proxy-unproven.remedy.off': 'At {proxy}, set it to "DNS only"',
  'dns-proxy-unproven.remedy.proof':
    'Or let the site prove to be ours behind it: have the plugin in WordPress and MULTISITE_API_SECRET set, and let the proxy lead to it without a detour',

  'dns-wrong-address.when': 'It points elsewhere.',
  'dns-wrong-address.message': '{name} points at {addresses}, which is not this network.',

  'dns-mixed-addresses.when':
    'Some of its addresses are this network, and some are not: visitors end up at either.',
  'dns-mixed-addresses.message': '{name} points at this network, but at {addresses} as well.',

  'dns-ipv6-elsewhere.when':
    'Its IPv4 addresses are right, an IPv6 address is not. Certificate authorities prefer IPv6, and use IPv4 where nothing answers there.',
  'dns-ipv6-elsewhere.message':
    'The IPv6 address {addresses} of {name} is not this network: visitors with IPv6 end up there, and no certificate can be issued if a server answers there.',

  'dns-ipv4-missing.when':
    'It has an IPv6 address alone, which is right, while the network has IPv4 addresses as well.',
  'dns-ipv4-missing.message':
    '{name} has an IPv6 address alone: visitors without IPv6 do not get there.',

  'dns-not-propagated.when':
    "The zone's own name servers are right, or some resolvers are, while resolvers still answer the old record.",
  'dns-not-propagated.message':
    '{name} is pointed here, but the old answer ({stale}) is still given by {resolvers}.',
  'dns-not-propagated.stale.no-name': 'no such name',
  'dns-not-propagated.stale.no-address': 'no address',
  'dns-not-propagated.stale.fewer-addresses': 'fewer addresses',
  'dns-not-propagated.remedy': 'Nothing to change: the old answer expires within {duration}.',
  'dns-not-propagated.remedy.unknown-time':
    'Nothing to change: wait until the old answer has expired everywhere.',
  'dns-not-propagated.remedy.servers':
    'Nothing to change: wait until {servers} has the new records too. If this lasts, ask the DNS provider of {name} why not.',

  'dns-cname-broken.when':
    'Its CNAME records go round in a circle, lead nowhere, or have too many hops.',
  'dns-cname-broken.message': 'The CNAME chain {chain} {how}.',
  'dns-cname-broken.how.circle': 'goes round in a circle',
  'dns-cname-broken.how.too-long': 'has more than {hops} hops',
  'dns-cname-broken.how.no-name': 'ends at a name that does not exist',
  'dns-cname-broken.how.no-address': 'ends at a name that has no A or AAAA record',
  'dns-cname-broken.how.cut-off': 'is cut off',

  'dns-server-failure.when':
    'The name servers fail, are silent, or know nothing of the zone that is delegated to them; or the resolvers do not answer.',
  'dns-server-failure.message.servers': 'The name servers of {name} gave no answer: {reason}.',
  'dns-server-failure.message.resolvers': 'The resolvers gave no answer for {name}: {reason}.',
  'dns-server-failure.remedy.servers': 'Ask the DNS provider of {name} to mend its zone.',
  'dns-server-failure.remedy.lame':
    'Create the zone of {name} at the DNS host whose name servers the registrar names, or have the registrar name those of the DNS host that has it.',
  'dns-server-failure.remedy.caa':
    'Ask the DNS provider of {name} to have its name servers answer questions for CAA records: until they do, no certificate is issued or renewed.',
  'dns-server-failure.remedy.tcp':
    'Ask the DNS provider of {name} to open TCP port 53 of its name servers, by which long replies are fetched.',
  'dns-server-failure.remedy.resolvers':
    'See whether the resolvers (DNS_SERVERS) can be reached and answer. If they do for other names, ask the DNS provider of {name} to mend its zone.',

  'dns-dnssec-broken.when':
    'The name servers answer, but resolvers that check signatures refuse the answer.',
  'dns-dnssec-broken.message':
    'The DNSSEC signatures of {name} are broken: resolvers that check them refuse its records.',
  'dns-dnssec-broken.message.caa':
    'The DNSSEC signatures of {name} are broken: resolvers that check them refuse its CAA records, without which no certificate is issued.',
  'dns-dnssec-broken.remedy':
    'Have the DNS provider sign {zone} anew, or remove its DS record at the registrar.',
  'dns-dnssec-broken.remedy.unknown-zone':
    'Have the DNS provider sign the zone anew, or remove its DS record at the registrar.',

  'dns-private-address.when':
    'It points at an address that is not on the public Internet, and is never connected to.',
  'dns-private-address.message':
    '{name} points at {addresses}, which is not on the public Internet.',
  'dns-private-address.remedy.own': 'Give the network a public address: {own} is its own',

  'dns-old-address.when':
    'It points at an address that the network has left, and that counts as right for some days yet.',
  'dns-old-address.message':
    'This network has moved away from {addresses}, where {name} still points. After {rightUntil} that counts as wrong.',

  'proof-secret-differs.when':
    'A proxy leads to a multisite that gives the proof, but with another secret, or for another host name.',
  'proof-secret-differs.message':
    'A multisite answers for {name} at {addresses}, but its proof was made with another secret than ours, or for another host name.',
  'proof-secret-differs.remedy.secret':
    'If it is this network: store the secret that its plugin has (CLOSTE_SYNC_PROOF_SECRET, else that of its API) in MULTISITE_API_SECRET, or the other way round',
  'proof-secret-differs.remedy.name': 'Have the proxy pass on the host name {name} as it is',

  'dns-proxied.when':
    'The addresses are those of a proxy, and the site behind it has proved to be ours.',
  'dns-proxied.message':
    '{name} points at a proxy ({addresses}) behind which this network answers.',
  'dns-proxied.remedy': 'Nothing to do.',

  'dns-resolver-filters.when':
    'A resolver makes its answer up, as those do that keep people from some sites, while all others are right.',
  'dns-resolver-filters.message':
    '{name} is pointed here, but {resolvers} filters it, and answers {addresses} instead.',
  'dns-resolver-filters.remedy':
    'Nothing to change in the zone: if that is not meant to be, ask whoever runs that resolver to take {name} off its list.',

  'dns-www-differs.when': 'A domain and its www twin do not lead to the same place.',
  'dns-www-differs.message': '{name} points at {addresses}, unlike {domain}.',
  'dns-www-differs.remedy': 'If visitors may use it: {change}',

  'caa-forbids-issuer.when': 'CAA records (RFC 8659) do not allow the certificate authority.',
  'caa-forbids-issuer.message': {
    one: 'The CAA record {at} CAA {records} does not let {authority} issue a certificate for {name}{why}.',
    other:
      'The CAA records {at} CAA {records} do not let {authority} issue a certificate for {name}{why}.',
  },
  'caa-forbids-issuer.why.parameters':
    ': it does so only on a condition that the host does not meet ({parameters})',
  'caa-forbids-issuer.why.spelling': ': capital letters in its name make it another one',
  'caa-forbids-issuer.remedy.add': 'Add the record {records}',
  'caa-forbids-issuer.remedy.remove': 'Remove the record {records}',

  'caa-registry-failure.when':
    'The name servers of a registry fail to answer for CAA records: no domain below it gets a certificate.',
  'caa-registry-failure.message':
    'The registry of {name} fails to answer for its CAA records ({reason}): until it does, no certificate is issued or renewed below it.',
  'caa-registry-failure.remedy': 'Nothing to do: it is the registry that mends it.',
} as const satisfies Record<string, Sentence>;
