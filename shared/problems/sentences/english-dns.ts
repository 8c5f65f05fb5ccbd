import type { Sentence } from './sentence.ts';

export const DNS_SENTENCES = {
  'domain-not-registered.when':
    'The domain does not exist at all: it was never registered, has expired, or is on hold.',
  'domain-not-registered.message':
    '{name} is not registered: the registry of {registry} says that there is no such domain.',
  'domain-not-registered.message.no-registry':
    '{name} is not registered: no domains are registered under its ending.',
  'domain-not-registered.message.wildcard':
    '{name} is not registered: the registry of {registry} answers for it, as for any name, with an address of its own.',
  'domain-not-registered.message.held':
    '{name} has expired or is on hold: its registrar has moved it to name servers for such domains ({servers}).',
  'domain-not-registered.remedy.held':
    'Renew {name}, or confirm its contact details if the registrar has asked for that: it then goes back to its own name servers. Until then, no change of its records has an effect.',
  'domain-not-registered.remedy':
    'Register or renew {name}, or have the hold on it lifted: ask its registrar. Its records can be created once it exists.',

  'dns-no-records.when': 'The name does not exist, or has no address.',
  'dns-no-records.message.no-name': '{name} does not exist.',
  'dns-no-records.message.no-address':
    '{name} has no A or AAAA record. It has other records, or there are names below it, so no wildcard record covers it.',
  'dns-no-records.message.doubled':
    '{name} has no A or AAAA record; {doubled} has one: the form of the DNS host adds the zone by itself, so the name of the record has the zone twice.',

  'network-proxied.when':
    'The network is behind a proxy itself, and no address of its own is known: a domain that pointed at the proxy would not get through it.',
  'network-proxied.message':
    'The network ({name}) is behind {proxy}: no domain can point at the addresses of a proxy ({addresses}).',
  'network-proxied.remedy':
    'Set NETWORK_ADDRESSES to the addresses of the host itself: until then, people can be told to create CNAME records only.',

  'dns-proxy-unproven.when':
    'It is behind a proxy, and it is not proved that this network is behind that proxy.',
  'dns-proxy-unproven.message':
    '{name} is behind {proxy} ({addresses}), and the site there did not prove to be this network.',
  'dns-proxy-unproven.message.hiding':
    '{name} is behind a proxy ({addresses}) that does not let our check through, so it cannot be told whether this network is behind it.',
  'dns-proxy-unproven.remedy':
    'At {proxy}, set the record {wanted}, with the proxy turned off for it ("DNS only")',
  'dns-proxy-unproven.remedy.off': 'At {proxy}, turn the proxy off for {name} ("DNS only")',
  'dns-proxy-unproven.remedy.keep':
    'Or keep the proxy: have it pass requests for /.well-known/closte-domain-sync/ on to this network unchanged, and ask those who run this network whether it accepts domains behind a proxy',
  'dns-proxy-unproven.remedy.let-through':
    'Have the proxy pass requests for /.well-known/closte-domain-sync/ on to this network unchanged, without a login or a bot check',
  'dns-proxy-unproven.remedy.without': 'Or do without the proxy, and set the record {wanted}',

  'dns-wrong-address.when': 'It points elsewhere.',
  'dns-wrong-address.message': '{name} points at {addresses}, which is not this network.',
  'dns-wrong-address.remedy.proxy':
    'If a proxy in front of this network answers there, leave the record as it is: have the proxy pass requests for /.well-known/closte-domain-sync/ on unchanged, without a login or a redirect',

  'dns-mixed-addresses.when':
    'Some of its addresses belong to this network, and some do not: visitors end up at one or the other.',
  'dns-mixed-addresses.message': '{name} points at this network, but also at {addresses}.',

  'dns-ipv6-elsewhere.when':
    'Its IPv4 addresses are right, but an IPv6 address is not. Certificate authorities prefer IPv6, and use IPv4 only if nothing answers there.',
  'dns-ipv6-elsewhere.message':
    'The IPv6 address {addresses} of {name} does not belong to this network: visitors with IPv6 end up there, and no certificate can be issued if a server answers there.',

  'dns-ipv4-missing.when':
    'It has only an IPv6 address, which is right, while the network has IPv4 addresses as well.',
  'dns-ipv4-missing.message':
    '{name} has only an IPv6 address: visitors without IPv6 cannot reach it.',

  'dns-not-propagated.when':
    "The zone's own name servers are right, or some resolvers are, while other resolvers still give the old answer.",
  'dns-not-propagated.message':
    '{name} points here now, but the old answer ({stale}) is still given by {resolvers}.',
  'dns-not-propagated.stale.no-name': 'no such name',
  'dns-not-propagated.stale.no-address': 'no address',
  'dns-not-propagated.stale.fewer-addresses': 'fewer addresses',
  'dns-not-propagated.remedy': 'Nothing to change: the old answer expires within {duration}.',
  'dns-not-propagated.remedy.unknown-time':
    'Nothing to change: wait until the old answer has expired everywhere.',
  'dns-not-propagated.remedy.servers':
    'Nothing to change: wait until the new records have reached {servers}. If this lasts, ask the DNS provider of {name} why they have not.',

  'dns-not-propagated.remedy.misnamed':
    'In the zone {zone}, at its new DNS host, have the NS records of {zone} name the same servers as at the registrar: as long as they name {servers}, resolvers go on asking those.',
  'dns-not-propagated.remedy.other-host':
    'Wait until the new records have reached {servers}. If these belong to another DNS host, where records are kept separately, make the same change there, or remove them from the name servers at the registrar.',

  'dns-cname-broken.when': 'Its CNAME records form a loop, lead nowhere, or have too many hops.',
  'dns-cname-broken.message': 'The CNAME chain {chain} {how}.',
  'dns-cname-broken.how.circle': 'is a loop',
  'dns-cname-broken.how.too-long': 'has more than {hops} hops',
  'dns-cname-broken.how.no-name': 'ends at a name that does not exist',
  'dns-cname-broken.how.no-address': 'ends at a name that has no A or AAAA record',
  'dns-cname-broken.how.cut-off': 'is cut off',

  'dns-server-failure.when':
    'The name servers fail, are silent, or know nothing of the zone that is delegated to them; or the resolvers do not answer.',
  'dns-server-failure.message.servers': 'The name servers of {name} gave no answer: {reason}.',
  'dns-server-failure.message.resolvers': 'The resolvers gave no answer for {name}: {reason}.',
  'dns-server-failure.message.network':
    "The network's own name, {name}, cannot be looked up: {reason}.",
  'dns-server-failure.remedy.network':
    'Set NETWORK_DOMAIN to the main domain of the network, or repair the DNS of {name}.',
  'dns-server-failure.remedy.servers': 'Ask the DNS provider of {name} to repair its zone.',
  'dns-server-failure.remedy.lame':
    'Create the zone of {name} at the DNS host whose name servers are entered at the registrar, or enter there those of the DNS host that has the zone.',
  'dns-server-failure.remedy.no-address':
    'At the registrar, enter the name servers of the DNS host that has the zone of {name}: those entered now have no address.',
  'dns-server-failure.remedy.delegation':
    'In the zone above {zone}, remove its NS records, or have them name the servers of the DNS host that has the zone {zone}.',
  'dns-server-failure.remedy.caa':
    'Ask the DNS provider of {name} to have its name servers answer look-ups of CAA records: until they do, no certificate is issued or renewed.',
  'dns-server-failure.remedy.own-caa':
    'Add the record {record}: with it, nobody looks up the CAA records that these name servers should have',
  'dns-server-failure.remedy.or-caa':
    'Or ask the DNS provider of {name} to have its name servers answer look-ups of CAA records',
  'dns-server-failure.remedy.tcp':
    'Ask the DNS provider of {name} to open TCP port 53 of its name servers, which long replies need.',
  'dns-server-failure.remedy.resolvers':
    'Check whether the resolvers (DNS_SERVERS) can be reached and answer. If they do for other names, ask the DNS provider of {name} to repair its zone.',

  'dns-dnssec-broken.when':
    'The name servers answer, but resolvers that check signatures refuse the answer.',
  'dns-dnssec-broken.message':
    'The DNSSEC signatures of {name} are broken: resolvers that check them refuse its records.',
  'dns-dnssec-broken.message.caa':
    'The DNSSEC signatures of {name} are broken: resolvers that check them refuse its CAA records, without which no certificate is issued.',
  'dns-dnssec-broken.remedy':
    'Have the DNS provider sign {zone} again, or remove its DS record at the registrar.',
  'dns-dnssec-broken.remedy.sub-zone':
    'Have the DNS provider sign {zone} again, or remove its DS record from the zone above.',
  'dns-dnssec-broken.remedy.unknown-zone':
    'Have the DNS provider sign the zone again, or remove its DS record at the registrar.',

  'dns-private-address.when':
    'It points at an address that is not on the public Internet, and is never connected to.',
  'dns-private-address.message':
    '{name} points at {addresses}, which is not on the public Internet.',
  'dns-private-address.remedy.own': 'Give the network a public address: at present it has {own}',

  'dns-old-address.when':
    'It points at an address that the network has left, which still counts as right for a few days.',
  'dns-old-address.message':
    '{name} still points at {addresses}, which this network has left. After {rightUntil}, this counts as wrong.',

  'proof-secret-differs.when':
    'A proxy leads to a multisite that gives the proof, but with a different secret, or for a different host name.',
  'proof-secret-differs.message':
    'A multisite answers for {name} at {addresses}, but its proof was made with a different secret, or for a different host name.',
  'proof-secret-differs.remedy.secret':
    'If it is this network: set the same secret in its plugin (CLOSTE_SYNC_PROOF_SECRET, or else the secret of its API) and in MULTISITE_API_SECRET',
  'proof-secret-differs.remedy.name': 'Have the proxy pass on the host name {name} unchanged',
  'proof-secret-differs.remedy.other':
    'If it is another network: set the record {wanted}, which leads here',

  'dns-proxied.when':
    'The addresses are those of a proxy, and the site behind it has proved to be ours.',
  'dns-proxied.message':
    '{name} points at a proxy ({addresses}) behind which this network answers.',
  'dns-proxied.message.redirected':
    '{name} points at a proxy ({addresses}) that sends visitors on to {target}, where this network answers.',
  'dns-proxied.remedy': 'Nothing to do.',

  'dns-resolver-filters.when':
    'A resolver gives a made-up answer, as resolvers that block sites do, while all others are right.',
  'dns-resolver-filters.message':
    '{name} points here, but a filter at {resolvers} answers {addresses} instead.',
  'dns-resolver-filters.remedy':
    'Nothing to change in the zone. If the filter is not intended, ask the operator of that resolver to take {name} off its list.',

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
  'caa-forbids-issuer.why.spelling':
    ': with capital letters, its name counts as that of another authority',
  'caa-forbids-issuer.remedy.add': 'Add the record {records}',
  'caa-forbids-issuer.remedy.ask':
    'These records belong to the owner of {at}, who has to change them',
  'caa-forbids-issuer.remedy.or-ask':
    'Or keep the {type} record, and ask the owner of {at} for a change',
  'caa-forbids-issuer.remedy.remove': 'Remove the record {records}',

  'caa-registry-failure.when':
    'The name servers of a registry do not answer look-ups of CAA records: no domain below it gets a certificate.',
  'caa-registry-failure.message':
    'The registry of {name} does not answer look-ups of its CAA records ({reason}): until it does, no certificate is issued or renewed below it.',
  'caa-registry-failure.remedy': 'Nothing to do: only the registry can repair it.',
} as const satisfies Record<string, Sentence>;
