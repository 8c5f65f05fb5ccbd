import { COMES_FIRST } from './sqlite-database.ts';

/*
 * Queries for the domains that are due at a time, up to a limit, and optionally only in some shards. Their
 * cost depends on how many are due, not on how many are stored.
 */

const FIRST = `due_at IS NOT NULL AND ${COMES_FIRST}`;

/**
 * The third value is a JSON array. The query goes through the index of what is due: one shard in 16 is
 * never far.
 */
const IN_SHARDS = '(shard IS NULL OR shard IN (SELECT value FROM json_each(?3)))';

export const DUE = dueWhere('true');
export const FIRST_DUE = dueWhere(FIRST);
export const DUE_IN_SHARDS = dueWhere(IN_SHARDS);
export const FIRST_DUE_IN_SHARDS = dueWhere(`${FIRST} AND ${IN_SHARDS}`);

export const COUNT_DUE =
  'SELECT count(*) AS due FROM (SELECT 1 FROM domains WHERE due_at <= ?1 LIMIT ?2)';

export const NEXT_DUE =
  'SELECT due_at FROM domains WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1';

function dueWhere(condition: string): string {
  return `
    SELECT domain, record, claim_token FROM domains
    WHERE due_at <= ?1 AND ${condition} ORDER BY due_at LIMIT ?2`;
}
