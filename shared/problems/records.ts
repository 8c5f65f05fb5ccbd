import { few } from './legible.ts';
import { listed } from './problem.ts';

/** A record as a zone file writes it, without its name: `A 203.0.113.7`. */
export type RecordText = `${'A' | 'AAAA' | 'CNAME'} ${string}`;

/** A name, and the records that would make it right, best first. */
export interface RecordsWanted {
  readonly name: string;
  /** Empty if the network has no address that could be reached. */
  readonly wanted: readonly RecordText[];
}

/** The records that a name has, too. */
export interface RecordsToChange extends RecordsWanted {
  /**
   * Those in the way: what leads elsewhere. Where that is a CNAME record, the addresses at its end
   * are records of another name, which is not the customer's to change.
   */
  readonly found: readonly RecordText[];
  /** Whether the name has records that are right, so that nothing has to be created. */
  readonly othersRight?: boolean;
}

/** Of each type: an answer may hold thousands. */
const MOST_TOLD = 16;

/** What the customer cannot mend, since there is nowhere to point at. */
const NOWHERE_TO_POINT =
  'Set NETWORK_ADDRESSES to the public addresses of the network: those that are known cannot be reached from outside.';

/** Each that would do, to be copied: a CNAME, or all the addresses. */
export function recordsToCreate({ name, wanted }: RecordsWanted): string {
  const each = (records: readonly RecordText[]) =>
    records.map((record) => `${name} ${record}`).join(' and ');
  const cnames = wanted.filter(isCname);
  const addresses = wanted.filter((record) => !isCname(record));
  return [each(cnames), each(addresses)].filter((text) => text !== '').join(', or else ');
}

/** To create what is wanted, where the name has nothing. */
export function creation(records: RecordsWanted): string {
  return records.wanted.length === 0
    ? NOWHERE_TO_POINT
    : `Create the record ${recordsToCreate(records)}`;
}

/**
 * What to do with each record that leads elsewhere: the one of the same type takes its place, else
 * it goes and what is wanted comes in its stead.
 */
export function changes(records: RecordsToChange): string {
  const { name, found, wanted, othersRight = false } = records;
  if (wanted.length === 0 && !othersRight) return NOWHERE_TO_POINT;
  const sentences: string[] = [];
  let isRight = othersRight;
  for (const type of ['CNAME', 'A', 'AAAA'] as const) {
    const old = valuesOf(found, type);
    if (old.length === 0) continue;
    const better = valuesOf(wanted, type);
    const told = listed(few(old, MOST_TOLD));
    const which = `${type} record${old.length > 1 ? 's' : ''} of ${name}`;
    if (better.length > 0) {
      sentences.push(`Change the ${which} from ${told} to ${listed(better)}`);
      isRight = true;
    } else {
      sentences.push(`Remove the ${which} (${told})`);
    }
  }
  return [...sentences, ...(isRight ? [] : [creation(records)])].join('. ');
}

export function isCname(record: RecordText): boolean {
  return record.startsWith('CNAME ');
}

function valuesOf(records: readonly RecordText[], type: string): string[] {
  return records
    .filter((record) => record.startsWith(`${type} `))
    .map((record) => record.slice(type.length + 1));
}
