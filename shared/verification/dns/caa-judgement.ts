import { legible } from '../../problems/legible.ts';
import { type CaaRefusal, refusalIn } from './caa-refusal.ts';
import type { CaaValue } from './lookup.ts';

/** Whether a set of CAA records lets an authority issue, and if not, how to change that. */
export type CaaJudgement =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      /** The records that forbid it, as a zone file writes them, without their name. */
      readonly records: Excerpt;
      /** The record to add; undefined if records only have to be removed. */
      readonly add?: string;
      /** The records to be removed, and how many more there are. */
      readonly remove: Excerpt;
      /** Why the records that name the authority do not let it issue; at most one for each record shown. */
      readonly refusals: readonly CaaRefusal[];
    };

/** Some of a list, and how many more there are. */
export interface Excerpt {
  readonly first: readonly string[];
  readonly more: number;
}

/**
 * Properties that authorities know (https://www.iana.org/assignments/pkix-parameters): those of RFC 8659,
 * 4.2 to 4.4, of RFC 9495 for mail certificates, those for mark certificates, and the CA/Browser Forum's
 * for contacts.
 */
const KNOWN_TAGS = new Set([
  'issue',
  'issuewild',
  'iodef',
  'issuemail',
  'issuevmc',
  'contactemail',
  'contactphone',
]);

/**
 * Flags that forbid an authority to issue if it does not know the tag: bit 0 (RFC 8659, 4.1), which has the
 * value 128; and the value 1, which many people mistake for bit 0, and which Let's Encrypt accepts as such.
 */
const CRITICAL_FLAGS = 128 | 1;

const MAX_RECORDS = 8;
const MAX_VALUE = 120;
const MAX_TAG = 63;

/**
 * Judges the relevant set of CAA records (RFC 8659, 4). For a wildcard, `issuewild` counts if there is any;
 * otherwise `issue` does, as for a name. A set with neither lets everyone issue. Parameters, such as the
 * allowed validation methods, are judged by {@link refusalIn}.
 */
export function judgeCaa(
  records: readonly CaaValue[],
  authority: string,
  isForWildcard: boolean,
): CaaJudgement {
  const tagged = (tag: string) => records.filter((record) => record.tag.toLowerCase() === tag);
  const wild = isForWildcard ? tagged('issuewild') : [];
  const tag = wild.length > 0 ? 'issuewild' : 'issue';
  const relevant = wild.length > 0 ? wild : tagged('issue');
  const refusals = relevant.map(({ value }) => refusalIn(value, authority, isForWildcard));
  const lets = relevant.length === 0 || refusals.includes(undefined);

  const strange = records.filter(
    ({ flags, tag }) => (flags & CRITICAL_FLAGS) !== 0 && !KNOWN_TAGS.has(tag.toLowerCase()),
  );
  if (lets && strange.length === 0) return { allowed: true };
  const inTheWay = [...strange, ...(lets ? [] : relevant)];
  return {
    allowed: false,
    records: excerptOf(inTheWay, shownText),
    ...(lets ? {} : { add: zoneText({ flags: 0, tag, value: authority }) }),
    remove: excerptOf(strange, zoneText),
    refusals: lets ? [] : named(refusals).slice(0, MAX_RECORDS),
  };
}

/** The refusals of records that name the authority. */
function named(refusals: readonly (CaaRefusal | undefined)[]): CaaRefusal[] {
  return refusals.filter((one) => one !== undefined).filter(({ kind }) => kind !== 'other-issuer');
}

function excerptOf(records: readonly CaaValue[], textOf: (record: CaaValue) => string): Excerpt {
  const first = records.slice(0, MAX_RECORDS).map(textOf);
  return { first, more: records.length - first.length };
}

/**
 * Exactly as in a zone file (RFC 1035, 5.1): a byte that is not a visible ASCII character is written as
 * `\\DDD`.
 */
function zoneText(record: CaaValue): string {
  const value = Array.from(record.value, (character) => {
    const byte = character.charCodeAt(0);
    if (byte < 0x20 || byte > 0x7e) return `\\${String(byte).padStart(3, '0')}`;
    return character === '"' || character === '\\' ? `\\${character}` : character;
  });
  return `${record.flags} ${legible(record.tag, MAX_TAG)} "${value.join('')}"`;
}

/** The record made legible for a message. */
function shownText(record: CaaValue): string {
  const quoted = legible(record.value, MAX_VALUE).replace(/["\\]/g, '\\$&');
  return `${record.flags} ${legible(record.tag, MAX_TAG)} "${quoted}"`;
}
