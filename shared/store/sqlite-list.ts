import { decodeEach } from './damage.ts';
import type { Database, SqlValue } from './sqlite-database.ts';
import { rowOf } from './sqlite-records.ts';
import type { ListFilter, RecordPage } from './store.ts';

/** A query, and the values for its placeholders. */
export interface Query {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

type Condition = readonly [sql: string, ...values: SqlValue[]];

/**
 * One page of the domains that match the filter. Their names are found in an index first, since the records
 * are most of the file.
 */
export function listPage(database: Database, filter: ListFilter): RecordPage {
  const { sql, values } = namesLetThrough(filter);
  // One more than asked for shows whether there is a next page.
  const names = database.rows(`${sql} LIMIT ?`, ...values, filter.limit + 1);
  const page = decodeEach(
    names.slice(0, filter.limit).flatMap(({ domain }) => rowOf(database, String(domain)) ?? []),
  );
  const last = names.at(filter.limit - 1);
  return names.length > filter.limit && last ? { ...page, next: String(last.domain) } : page;
}

/**
 * The query for the names of the domains that match the filter, in order. It uses only indexes: the records,
 * which are most of the file, are not read.
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
    ...(q === undefined ? [] : [[isNamed(found), q, q] as const]),
  ];
  return {
    sql: `SELECT ${found}.domain AS domain FROM ${tables(found, ofDomain, q)}
      WHERE ${conditions.map(([sql]) => sql).join(' AND ')} ORDER BY ${found}.domain`,
    values: conditions.flatMap(([, ...values]) => values),
  };
}

const OF_SITE = 'domains.domain IN (SELECT domain FROM sites WHERE site_id = ?)';

/** `isPartOf` in `domain-name.ts`: `written` is a function of `sqlite-functions.ts`. */
const isNamed = (found: string) =>
  `(instr(${found}.domain, ?) > 0
    OR (instr(${found}.domain, 'xn--') > 0 AND instr(written(${found}.domain), ?) > 0))`;

const hasMark = (found: string) =>
  `EXISTS (SELECT 1 FROM marks AS other WHERE other.mark = ? AND other.domain = ${found}.domain)`;

function tables(found: 'domains' | 'marks', ofDomain: readonly Condition[], q: string | undefined) {
  if (found === 'marks') {
    return ofDomain.length > 0 ? 'marks CROSS JOIN domains USING (domain)' : 'marks';
  }
  // A part of a name can be anywhere in it; this index is the smallest that has all names.
  return q !== undefined && ofDomain.length === 0
    ? 'domains INDEXED BY domains_by_site'
    : 'domains';
}
