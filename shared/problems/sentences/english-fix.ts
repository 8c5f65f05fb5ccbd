import type { Sentence } from './sentence.ts';

/** The changes of DNS records, whatever the problem is, and the parts of other sentences. */
export const FIX_SENTENCES = {
  'fix.create': 'Create the record {records}',
  'fix.create-or-else': 'Create the record {records}, or else {others}',
  'fix.change': {
    one: 'Change the {type} record of {name} from {from} to {to}',
    other: 'Change the {type} records of {name} from {from} to {to}',
  },
  'fix.remove': {
    one: 'Remove the {type} record of {name} ({values})',
    other: 'Remove the {type} records of {name} ({values})',
  },
  'fix.by-wildcard':
    'If there is no record of that name, the wildcard record {wildcard} answers for it: in that case, create {records} beside it',
  'fix.address-in-cname':
    'A CNAME record leads to a name: an address such as {address} belongs in an A record',
  'fix.dname':
    'The DNAME record leads every name below {name} to the same name below {target}, so none of them can have a record of its own. Or keep it, and change the record below {target} instead',
  'fix.url-in-cname': 'A CNAME record leads to a name alone, without "https://", a slash or a path',
  'fix.forwarded':
    '{address} is where {host} forwards or parks domains: if the list of records has no such record, turn off the forwarding, the URL redirect or the parking page there',
  'fix.forwarded-create':
    '{address} is where {host} forwards or parks domains: if the list of records has no such record, turn off the forwarding, the URL redirect or the parking page there, and create {records}',
  'fix.end-with-dot':
    'Write the target with a final dot ({target}.): the form of the DNS host adds the zone to a name without one',
  'fix.nowhere-to-point':
    'Set NETWORK_ADDRESSES to the public addresses of the network: those known so far cannot be reached from outside.',
  'fix.where.host': 'Do this at {host}, which serves {zone} ({servers}): {help}',
  'fix.where.servers': 'Do this at the DNS host of {zone}, whose name servers are {servers}',
  'fix.where.parked':
    'The name servers of {zone} ({servers}) belong to a parking service, where no such record can be created: first enter those of a DNS host at the registrar',
  'fix.both': '{first} and {last}',

  'list.more': '{number} more',
  'list.and-then': '{before}; {last}',
  moment: '{date} {time} UTC',
  'duration.hours': { one: '{count} hour', other: '{count} hours' },
  'duration.minutes': { one: '{count} minute', other: '{count} minutes' },
  'duration.seconds': { one: '{count} second', other: '{count} seconds' },
} as const satisfies Record<string, Sentence>;
