import { canonicalAddress } from '../../address.ts';
import type { CaaValue, RecordType, RecordValues } from '../lookup.ts';
import type { NameRead, NameReader } from './name-reader.ts';

/** A record that was read from a message. */
export interface ResourceRecord<Type extends RecordType = RecordType> {
  /** The name that has the record. */
  readonly name: string;
  readonly type: Type;
  /** For an SOA record: how long the absence of a record may be remembered (RFC 2308, 5). */
  readonly ttlSeconds: number;
  readonly value: RecordValues[Type];
}

/** https://www.iana.org/assignments/dns-parameters */
export const TYPE_CODES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  AAAA: 28,
  DNAME: 39,
  DS: 43,
  CAA: 257,
} as const satisfies Readonly<Record<RecordType, number>>;
export const CLASS_IN = 1;

/** One record of a section, and where the next one begins. */
export interface RecordRead {
  /** Undefined for a record of another type. */
  readonly record: ResourceRecord | undefined;
  readonly typeCode: number;
  /** The field that holds the TTL in all records except OPT. */
  readonly ttlField: number;
  readonly end: number;
}

export function isOfType<Type extends RecordType>(
  record: ResourceRecord,
  type: Type,
): record is ResourceRecord<Type> {
  return record.type === type;
}

/** @throws {RangeError} if it is not a record, or not valid for its type */
export function readRecord(message: Buffer, start: number, nameAt: NameReader): RecordRead {
  const owner = nameAt(start);
  const typeCode = message.readUInt16BE(owner.end);
  const classCode = message.readUInt16BE(owner.end + 2);
  const ttlField = message.readUInt32BE(owner.end + 4);
  const from = owner.end + 10;
  const end = from + message.readUInt16BE(owner.end + 8);
  if (end > message.length) throw new RangeError('a record that is longer than the message');
  const read = { typeCode, ttlField, end };
  if (classCode !== CLASS_IN) return { ...read, record: undefined };

  const { name } = owner;
  // A value that looks negative counts as 0 (RFC 2181, 8).
  const ttlSeconds = ttlField > 0x7fff_ffff ? 0 : ttlField;
  const record = (): ResourceRecord | undefined => {
    switch (typeCode) {
      case TYPE_CODES.A:
        return { name, type: 'A', ttlSeconds, value: readV4(message.subarray(from, end)) };
      case TYPE_CODES.AAAA:
        return { name, type: 'AAAA', ttlSeconds, value: readV6(message.subarray(from, end)) };
      case TYPE_CODES.CNAME:
        return { name, type: 'CNAME', ttlSeconds, value: readTarget(nameAt, from, end) };
      case TYPE_CODES.DNAME:
        return { name, type: 'DNAME', ttlSeconds, value: readTarget(nameAt, from, end) };
      case TYPE_CODES.NS:
        return { name, type: 'NS', ttlSeconds, value: readTarget(nameAt, from, end) };
      case TYPE_CODES.CAA:
        return { name, type: 'CAA', ttlSeconds, value: readCaa(message.subarray(from, end)) };
      case TYPE_CODES.DS:
        return { name, type: 'DS', ttlSeconds, value: readDs(message.subarray(from, end)) };
      case TYPE_CODES.SOA: {
        const minimum = readMinimum(message, nameAt, from, end);
        return { name, type: 'SOA', ttlSeconds: Math.min(ttlSeconds, minimum), value: name };
      }
      default:
        return undefined;
    }
  };
  return { ...read, record: record() };
}

function readV4(data: Buffer): string {
  if (data.length !== 4) throw new RangeError('not an IPv4 address');
  return data.join('.');
}

function readV6(data: Buffer): string {
  if (data.length !== 16) throw new RangeError('not an IPv6 address');
  return canonicalAddress(data.toString('hex').replace(/(.{4})(?!$)/g, '$1:'));
}

function readTarget(nameAt: NameReader, from: number, end: number): string {
  const target = nameAt(from);
  if (target.end !== end) throw new RangeError('a record that is not its target alone');
  return target.name;
}

/** The last of the five numbers that follow the names of the first server and of the mailbox. */
function readMinimum(message: Buffer, nameAt: NameReader, from: number, end: number): number {
  const server = within(nameAt(from), end);
  const mailbox = within(nameAt(server.end), end);
  if (mailbox.end + 20 !== end) throw new RangeError('not an SOA record');
  return message.readUInt32BE(end - 4);
}

function within(read: NameRead, end: number): NameRead {
  if (read.end > end) throw new RangeError('a name that is longer than its record');
  return read;
}

/** RFC 4034, 5.1: key tag, algorithm, digest type, digest. */
function readDs(data: Buffer): string {
  const digest = data.toString('hex', 4);
  return `${data.readUInt16BE(0)} ${data.readUInt8(2)} ${data.readUInt8(3)} ${digest}`;
}

/** RFC 8659, 4.1. */
function readCaa(data: Buffer): CaaValue {
  const flags = data.readUInt8(0);
  const tagEnd = 2 + data.readUInt8(1);
  if (tagEnd === 2 || tagEnd > data.length) throw new RangeError('not a CAA record');
  return {
    flags,
    tag: data.toString('latin1', 2, tagEnd).toLowerCase(),
    value: data.toString('latin1', tagEnd),
  };
}
