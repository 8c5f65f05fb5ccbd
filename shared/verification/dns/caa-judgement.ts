import { legible } from '../../problems/legible.ts';
import { issuerIn } from './caa-issue-value.ts';
import type { CaaValue } from './lookup.ts';

/** Whether a set of CAA records lets an authority issue, and if not, how to change that. */
export type CaaJudgement =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      /** Those in the way, as a zone file writes them, without their name. */
      readonly records: Excerpt;
      /** Undefined if only what is there has to go. */
      readonly add?: string;
      /** Those of them that have to go. */
      readonly remove: Excerpt;
    };

/** Some of a list, and how many more there are. */
export interface Excerpt {
  readonly first: readonly string[];
  readonly more: number;
}

/** Properties that authorities know: RFC 8659, 4.2 to 4.4, and RFC 9495 for mail certificates. */
const KNOWN_TAGS = new Set(['issue', 'issuewild', 'iodef', 'issuemail']);

const MAX_RECORDS = 8;
const MAX_VALUE = 120;

/**
 * Judges the relevant set of CAA records (RFC 8659, 4). For a wildcard `issuewild` counts, if there
 * is any, else `issue`, as for a name. A set without either lets everyone issue. Parameters, such as
 * the methods of validation that are allowed, are taken to fit the one who asks.
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
  const lets =
    relevant.length === 0 ||
    relevant.some(({ value }) => issuerIn(value) === authority.toLowerCase());

  const strange = records.filter(
    (record) => record.critical && !KNOWN_TAGS.has(record.tag.toLowerCase()),
  );
  if (lets && strange.length === 0) return { allowed: true };
  const inTheWay = [...strange, ...(lets ? [] : relevant)];
  return {
    allowed: false,
    records: excerptOf(inTheWay),
    ...(lets ? {} : { add: zoneText({ critical: false, tag, value: authority }) }),
    remove: excerptOf(strange),
  };
}

function excerptOf(records: readonly CaaValue[]): Excerpt {
  const first = records.slice(0, MAX_RECORDS).map(zoneText);
  return { first, more: records.length - first.length };
}

function zoneText({ critical, tag, value }: CaaValue): string {
  const quoted = legible(value, MAX_VALUE).replace(/["\\]/g, '\\$&');
  return `${critical ? 128 : 0} ${legible(tag, 63)} "${quoted}"`;
}
