/** Replies of DNS servers that are made to cause as much work as possible, of the maximum size. */

import { MAX_RECORDS, type Query } from '../../shared/verification/dns/client/message.ts';
import { TYPE_CODES } from '../../shared/verification/dns/client/resource-record.ts';
import { encodeName } from '../../shared/verification/dns/client/wire-name.ts';
import type { RecordType } from '../../shared/verification/dns/lookup.ts';

/**
 * The bytes of a record, which begin at offset `at` of the message; undefined if there are no more records.
 */
export type RecordAt = (at: number, index: number) => Buffer | undefined;

export interface HostileReply {
  readonly answers?: RecordAt;
  readonly authority?: RecordAt;
  readonly additional?: RecordAt;
  /** Default: NOERROR. */
  readonly code?: number;
}

/** The most bytes that one message over TCP has. */
export const MAX_BYTES = 65_535;

/**
 * A reply to `query` of at most `bytes`, with as many records as fit and are read, shared among its sections.
 */
export function hostileReply(query: Query, reply: HostileReply, bytes = MAX_BYTES): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(query.id, 0);
  header.writeUInt16BE(0x8400 | (reply.code ?? 0), 2);
  header.writeUInt16BE(1, 4);
  const question = Buffer.concat([
    encodeName(query.name) ?? Buffer.alloc(1),
    uint16(TYPE_CODES[query.type]),
    uint16(1),
  ]);
  const parts: Buffer[] = [header, question];
  let length = header.length + question.length;
  const sections = [reply.answers, reply.authority, reply.additional];
  const { length: used } = sections.filter((section) => section !== undefined);
  const share = (bytes - length) / used;
  sections.forEach((section, at) => {
    if (!section) return;
    const end = length + share;
    let count = 0;
    for (; count < MAX_RECORDS / used; count++) {
      const record = section(length, count);
      if (!record || length + record.length > end) break;
      parts.push(record);
      length += record.length;
    }
    header.writeUInt16BE(count, 6 + 2 * at);
  });
  return Buffer.concat(parts);
}

/** Where the name of the question is. */
const OF_QUESTION = pointer(12);

export const manyAddresses: RecordAt = (_, index) =>
  record(OF_QUESTION, 'A', Buffer.from([8, 8, index >> 8, index & 0xff]));

export const privateAddresses: RecordAt = (_, index) =>
  record(OF_QUESTION, 'A', Buffer.from([10, 8, index >> 8, index & 0xff]));

export const oneAddress: RecordAt = (at, index) => (index > 0 ? undefined : manyAddresses(at, 0));

export const manyV6Addresses: RecordAt = (_, index) => {
  const data = Buffer.from('20010db8000000000000000000000000', 'hex');
  data.writeUInt16BE(index, 14);
  return record(OF_QUESTION, 'AAAA', data);
};

export const manyNameServers: RecordAt = (_, index) =>
  record(OF_QUESTION, 'NS', label(index, OF_QUESTION));

/** Each leads to the next: `0`, `1`, `2` and so on, below the name of the question. */
export const longChain: RecordAt = (_, index) => {
  const owner = index === 0 ? OF_QUESTION : label(index, OF_QUESTION);
  return record(owner, 'CNAME', label(index + 1, OF_QUESTION));
};

/** Both names of each record are the name of the question. */
export const sameNames =
  (type: 'CNAME' | 'NS'): RecordAt =>
  () =>
    record(OF_QUESTION, type, OF_QUESTION);

/**
 * Each name has one label more than the previous one, to which it points, up to the maximum length and the
 * range of pointers.
 */
export const nameLadder: RecordAt = (at, index) => {
  const isFirst = index % 100 === 0 || at > MAX_TARGET;
  return record(OF_QUESTION, 'NS', label(index % 10, isFirst ? OF_QUESTION : pointer(at - 4)));
};

const MAX_TARGET = 0x3fff;

/**
 * Overlapping names in one record's bytes: a root, 64 bytes at each of which a label of 63 bytes begins, and
 * 65 bytes of which any two are a pointer to that root.
 */
export function overlappingNames(): RecordAt {
  let labels = 0;
  return (at, index) => {
    if (index > 0) return record(pointer(labels + (index % 64)), 'NS', OF_QUESTION);
    const root = Buffer.alloc(ROOT_AT + 1);
    labels = at + 12 + root.length;
    const data = Buffer.concat([root, Buffer.alloc(64, 63), Buffer.alloc(65, ROOT_AT)]);
    return record(OF_QUESTION, 'A', data, UNKNOWN_TYPE);
  };
}

/** Both bytes of a pointer to here are the same: 0xc0c0. */
const ROOT_AT = 0xc0;
const UNKNOWN_TYPE = 99;

export const ownSoa: RecordAt = (_, index) => (index > 0 ? undefined : soa(OF_QUESTION));

/** SOA records of zones that the name of the question is not in. */
export const manySoas: RecordAt = (_, index) => soa(label(index, ROOT));

const ROOT = Buffer.alloc(1);

function soa(zone: Buffer): Buffer {
  return record(zone, 'SOA', Buffer.concat([ROOT, ROOT, Buffer.alloc(20)]));
}

export const manyCaas =
  (value: string): RecordAt =>
  () =>
    record(OF_QUESTION, 'CAA', Buffer.concat([Buffer.from([128, 3]), Buffer.from(`odd${value}`)]));

function record(owner: Buffer, type: RecordType, data: Buffer, code: number = TYPE_CODES[type]) {
  const ttl = Buffer.from([0, 0, 1, 0]);
  return Buffer.concat([owner, uint16(code), uint16(1), ttl, uint16(data.length), data]);
}

function label(number: number, above: Buffer): Buffer {
  const text = String(number);
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text), above]);
}

function pointer(target: number): Buffer {
  return uint16(0xc000 | target);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
