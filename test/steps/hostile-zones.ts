import type { Query } from '../../shared/verification/dns/client/message.ts';
import {
  type HostileReply,
  longChain,
  manyAddresses,
  manyCaas,
  manyNameServers,
  manySoas,
  manyV6Addresses,
  nameLadder,
  oneAddress,
  overlappingNames,
  ownSoa,
  privateAddresses,
  sameNames,
} from './hostile-messages.ts';

/** The answer of a zone to a question. */
export type HostileZone = (query: Query) => HostileReply;

const RIGHT: HostileReply = { answers: oneAddress };

const addresses: HostileZone = ({ type }) =>
  type === 'A' ? { answers: manyAddresses } : type === 'AAAA' ? { answers: manyV6Addresses } : {};

export const HOSTILE_ZONES = {
  'with hundreds of addresses': addresses,
  'with hundreds of private addresses': ({ type }) =>
    type === 'A' ? { answers: privateAddresses } : {},
  'with one address, and a www twin with hundreds': (query) =>
    query.name.startsWith('www.') ? addresses(query) : query.type === 'A' ? RIGHT : {},
  'with one address, and hundreds of CAA records': ({ type }) =>
    type === 'CAA' ? { answers: manyCaas('') } : type === 'A' ? RIGHT : {},
  'with one address, and hundreds of SOA records instead of CAA records': ({ type }) =>
    type === 'CAA' ? { authority: manySoas } : type === 'A' ? RIGHT : {},
  'with a chain of hundreds of CNAME records': () => ({ answers: longChain }),
  'with hundreds of the same CNAME record': () => ({ answers: sameNames('CNAME') }),
  'with hundreds of SOA records': () => ({ authority: manySoas }),
  'with hundreds of name servers, which have hundreds of addresses': (query) =>
    query.type === 'NS'
      ? { answers: manyNameServers, additional: manyAddresses }
      : query.type === 'SOA'
        ? { answers: ownSoa }
        : addresses(query),
  'that does not exist': () => ({ code: 3, authority: manySoas }),
  'of names that are built on each other': () => ({ answers: nameLadder }),
  'of names that overlap': () => ({ answers: overlappingNames() }),
  'with all of these': () => ({
    answers: manyAddresses,
    authority: manySoas,
    additional: sameNames('NS'),
  }),
} as const satisfies Readonly<Record<string, HostileZone>>;
