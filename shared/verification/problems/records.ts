import { listed } from './problem.ts';

/** A record as a zone file writes it, without its name: `A 203.0.113.7`. */
export type RecordText = `${'A' | 'AAAA' | 'CNAME'} ${string}`;

/** A name, and the records that would make it right, best first. */
export interface RecordsWanted {
  readonly name: string;
  readonly wanted: readonly RecordText[];
}

/** The records that a name has, too. */
export interface RecordsToChange extends RecordsWanted {
  /** Those in the way: what leads elsewhere. */
  readonly found: readonly RecordText[];
}

/** Each that would do, to be copied: a CNAME, or all the addresses. */
export function recordsToCreate({ name, wanted }: RecordsWanted): string {
  const cnames = wanted.filter((record) => record.startsWith('CNAME '));
  const addresses = wanted.filter((record) => !record.startsWith('CNAME '));
  const each = (records: readonly RecordText[]) =>
    records.map((record) => `${name} ${record}`).join(' and ');
  return [each(cnames), each(addresses)].filter((text) => text !== '').join(', or else ');
}

/**
 * What to do with each record that leads elsewhere: the one of the same type takes its place, else
 * it goes and what is wanted comes in its stead.
 */
export function changes({ name, found, wanted }: RecordsToChange): string {
  const sentences: string[] = [];
  let isRight = false;
  for (const type of ['CNAME', 'A', 'AAAA'] as const) {
    const old = valuesOf(found, type);
    if (old.length === 0) continue;
    const better = valuesOf(wanted, type);
    const records = `${type} record${old.length > 1 ? 's' : ''} of ${name}`;
    if (better.length > 0) {
      sentences.push(`Change the ${records} from ${listed(old)} to ${listed(better)}`);
      isRight = true;
    } else {
      sentences.push(`Remove the ${records} (${listed(old)})`);
    }
  }
  if (!isRight && wanted.length > 0) {
    sentences.push(`Create the record ${recordsToCreate({ name, wanted })}`);
  }
  return sentences.join('. ');
}

function valuesOf(records: readonly RecordText[], type: string): string[] {
  return records
    .filter((record) => record.startsWith(`${type} `))
    .map((record) => record.slice(type.length + 1));
}
