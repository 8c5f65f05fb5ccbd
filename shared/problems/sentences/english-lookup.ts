import type { Sentence } from './sentence.ts';

/** Why a look-up gave no answer: each completes "gave no answer: …". */
export const LOOKUP_SENTENCES = {
  'lookup.no-reply': 'no reply within {seconds} s',
  'lookup.no-reply-in-time': 'no reply in time',
  'lookup.no-answer': 'no answer',
  'lookup.no-resolver': 'there is no resolver to ask',
  'lookup.unreachable': 'the server cannot be reached',
  'lookup.unreachable-because': 'the server cannot be reached ({code})',
  'lookup.hung-up': 'it closed the connection before it replied',
  'lookup.other-reply': 'a reply to another question',
  'lookup.malformed': 'a malformed reply',
  'lookup.too-many-records': 'a reply with more than {most} records',
  'lookup.cut-off': 'a truncated reply, and no complete one over TCP',
  'lookup.tcp-closed': 'its reply is too long for UDP, and its TCP port 53 is closed',
  'lookup.cut-off-over-tcp': 'a truncated reply, even over TCP',
  'lookup.response-code': 'the response code {code}',
  'lookup.only-referral': 'it does not resolve names for others',
  'lookup.no-authority': 'its answer is not authoritative',
  'lookup.wrong-signatures': 'SERVFAIL, because its DNSSEC signatures are wrong',
  'lookup.name-missing': 'it does not exist',
  'lookup.address-missing': 'it has no A or AAAA record',

  'lookup.for-name': '{reason} for {name}',
  'lookup.for-caa': '{reason} for its CAA records, without which no certificate is issued',
  'lookup.with-details': '{reason} ({details})',
  'lookup.server-failed': '{server}: {reason}',
  'lookup.server-lame': '{server} is lame: {reason}',
  'lookup.server-answers': 'an answer from {servers}',

  'servers.impossible-name': 'there can be no such name',
  'servers.no-zone': 'the zone of {name} cannot be found',
  'servers.no-ns-record': '{zone} has no NS record',
  'servers.no-address': '{server} has no address',
  'servers.not-public': '{server} has no public address',
  'servers.no-route': '{server} cannot be reached from here',
} as const satisfies Record<string, Sentence>;
