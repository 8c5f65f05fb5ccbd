/**
 * Queries and responses as bytes (RFC 1035, 4; RFC 6891). A response is hostile input: every length is
 * checked, and records of other types are skipped unread.
 */

import type { RecordType } from '../lookup.ts';
import { type NameReader, nameReader } from './name-reader.ts';
import { CLASS_IN, type ResourceRecord, readRecord, TYPE_CODES } from './resource-record.ts';
import { encodeName } from './wire-name.ts';

/** A question, and how it is asked. */
export interface Query {
  readonly id: number;
  /** In the spelling of `normalName`. */
  readonly name: string;
  readonly type: RecordType;
  /** Ask a resolver to look the name up. */
  readonly recursion: boolean;
  /** Ask for the answer even if its signatures are wrong (CD; RFC 4035, 3.2.2). */
  readonly unchecked: boolean;
  /** Say that we accept UDP responses of more than 512 bytes. */
  readonly edns: boolean;
}

/** A response that was read, without records of types that are never asked for. */
export interface DnsResponse {
  readonly kind: 'response';
  /** RCODE, extended by EDNS. */
  readonly code: number;
  readonly authoritative: boolean;
  readonly recursionAvailable: boolean;
  /** The response did not fit; its records are left out. */
  readonly truncated: boolean;
  readonly answers: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  readonly additional: readonly ResourceRecord[];
}

/** https://www.iana.org/assignments/dns-parameters */
export const CODES = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  NOTAUTH: 9,
  BADVERS: 16,
} as const;

/**
 * The most records of a response, apart from the additional ones. BIND keeps at most 100 of a name and type
 * (https://kb.isc.org/docs/cve-2024-1737), so no honest response has as many.
 */
export const MAX_RECORDS = 500;

const HEADER_BYTES = 12;
/** The size that travels without fragments (RFC 9715, 3.2). */
const UDP_BYTES = 1232;
const OPT = 41;
const FLAGS = {
  response: 0x8000,
  opcode: 0x7800,
  authoritative: 0x0400,
  truncated: 0x0200,
  recursionDesired: 0x0100,
  recursionAvailable: 0x0080,
  checkingDisabled: 0x0010,
} as const;

/** @throws {RangeError} if the name is not valid */
export function encodeQuery(query: Query): Buffer {
  const name = encodeName(query.name);
  if (!name) throw new RangeError(`not a name: ${JSON.stringify(query.name)}`);
  const header = Buffer.alloc(HEADER_BYTES);
  const flags =
    (query.recursion ? FLAGS.recursionDesired : 0) | (query.unchecked ? FLAGS.checkingDisabled : 0);
  header.writeUInt16BE(query.id, 0);
  header.writeUInt16BE(flags, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(query.edns ? 1 : 0, 10);
  const question = Buffer.alloc(4);
  question.writeUInt16BE(TYPE_CODES[query.type], 0);
  question.writeUInt16BE(CLASS_IN, 2);
  return Buffer.concat([header, name, question, ...(query.edns ? [optRecord()] : [])]);
}

/** The root's name, the type, the size, and no options. */
function optRecord(): Buffer {
  const record = Buffer.alloc(11);
  record.writeUInt16BE(OPT, 1);
  record.writeUInt16BE(UDP_BYTES, 3);
  return record;
}

/**
 * Undefined if the message is not a response to `query`. One with more than `MAX_RECORDS` is not read: it would
 * take memory and time that the looks at other domains need.
 */
export function readResponse(
  message: Buffer,
  query: Query,
): DnsResponse | 'malformed' | 'too many records' | undefined {
  if (message.length < HEADER_BYTES || message.readUInt16BE(0) !== query.id) return undefined;
  const flags = message.readUInt16BE(2);
  if ((flags & FLAGS.response) === 0 || (flags & FLAGS.opcode) !== 0) return undefined;
  const nameAt = nameReader(message);
  try {
    const questionEnd = endOfQuestion(message, nameAt, query, flags & 0xf);
    return questionEnd === undefined
      ? undefined
      : readSections(message, nameAt, questionEnd, flags);
  } catch (error) {
    if (error instanceof RangeError) return 'malformed';
    throw error;
  }
}

/**
 * Undefined if the message asks another question. A server that does not understand a question need not
 * repeat it.
 */
function endOfQuestion(
  message: Buffer,
  nameAt: NameReader,
  query: Query,
  code: number,
): number | undefined {
  const count = message.readUInt16BE(4);
  if (count === 0 && code !== CODES.NOERROR && code !== CODES.NXDOMAIN) return HEADER_BYTES;
  if (count !== 1) return undefined;
  const { name, end } = nameAt(HEADER_BYTES);
  const same =
    name === query.name &&
    message.readUInt16BE(end) === TYPE_CODES[query.type] &&
    message.readUInt16BE(end + 2) === CLASS_IN;
  return same ? end + 4 : undefined;
}

function readSections(
  message: Buffer,
  nameAt: NameReader,
  start: number,
  flags: number,
): DnsResponse | 'too many records' {
  const response = {
    kind: 'response',
    authoritative: (flags & FLAGS.authoritative) !== 0,
    recursionAvailable: (flags & FLAGS.recursionAvailable) !== 0,
    truncated: (flags & FLAGS.truncated) !== 0,
  } as const;
  const code = flags & 0xf;
  if (response.truncated) return { ...response, code, answers: [], authority: [], additional: [] };

  const [answerCount, authorityCount] = [message.readUInt16BE(6), message.readUInt16BE(8)];
  if (answerCount + authorityCount > MAX_RECORDS) return 'too many records';
  const answers = readSection(message, nameAt, start, answerCount);
  const authority = readSection(message, nameAt, answers.end, authorityCount);
  const additional = readAdditional(message, nameAt, authority.end);
  return {
    ...response,
    code: code | additional.codeExtension,
    answers: answers.records,
    authority: authority.records,
    additional: additional.records,
  };
}

function readSection(message: Buffer, nameAt: NameReader, start: number, count: number) {
  const records: ResourceRecord[] = [];
  let end = start;
  for (let i = 0; i < count; i++) {
    const read = readRecord(message, end, nameAt);
    if (read.record) records.push(read.record);
    end = read.end;
  }
  return { records, end };
}

/** Read as far as possible: everything important comes before, and home-made servers miscount here. */
function readAdditional(message: Buffer, nameAt: NameReader, start: number) {
  const records: ResourceRecord[] = [];
  let codeExtension = 0;
  let end = start;
  try {
    const count = Math.min(message.readUInt16BE(10), MAX_RECORDS);
    for (let i = 0; i < count; i++) {
      const read = readRecord(message, end, nameAt);
      if (read.typeCode === OPT) codeExtension = (read.ttlField >>> 24) << 4;
      if (read.record) records.push(read.record);
      end = read.end;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return { records, codeExtension };
}
