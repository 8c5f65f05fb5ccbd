import type { SqlValue } from './sqlite-database.ts';
import type { ListFilter } from './store.ts';

/** A query, and the values for its placeholders. */
export interface Query {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

type Condition = readonly [sql: string, value: SqlValue];

/**
 * Asks for the names of the domains that the filter lets through, in their order. Indexes answer it alone:
 * the records, which are most of the file, are not read.
 */
export function namesLetThrough({ after = '', siteId, marks = [], stage, q }: ListFilter): Query {
  const [mark, ...otherMarks] = marks;
  const found = mark === undefined ? 'domains' : 'marks';
  const ofDomain: Condition[] = [
    ...(siteId === undefined ? [] : [[OF_SITE, siteId] as const]),
    ...(stage === undefined ? [] : [['domains.mapped_stage = ?', stage] as const]),
  ];
  const conditions: Condition[] = [
    [`${found}.domain > ?`, after],
    ...(mark === undefined ? [] : [['marks.mark = ?', mark] as const]),
    ...ofDomain,
    ...otherMarks.map((one) => [hasMark(found), one] as const),
    ...(q === undefined ? [] : [[`instr(${found}.domain, ?) > 0`, q] as const]),
  ];
  return {
    sql: `SELECT ${found}.domain AS domain FROM ${tables(found, ofDomain, q)}
      WHERE ${conditions.map(([sql]) => sql).join(' AND ')} ORDER BY ${found}.domain`,
    values: conditions.map(([, value]) => value),
  };
}

const OF_SITE = 'domains.domain IN (SELECT domain FROM sites WHERE site_id = ?)';

const hasMark = (found: string) =>
  `EXISTS (SELECT 1 FROM marks AS other WHERE other.mark = ? AND other.domain = ${found}.domain)`;

function tables(found: 'domains' | 'marks', ofDomain: readonly Condition[], q: string | undefined) {
  if (found === 'marks') {
    return ofDomain.length > 0 ? 'marks CROSS JOIN domains USING (domain)' : 'marks';
  }
  // A part of a name can be anywhere, and this index is the smallest that has all names.
  return q !== undefined && ofDomain.length === 0
    ? 'domains INDEXED BY domains_by_site'
    : 'domains';
}
