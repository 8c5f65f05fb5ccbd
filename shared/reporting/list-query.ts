import * as v from 'valibot';
import { NEEDED, needs } from '../lifecycle/marks.ts';
import { STAGES } from '../lifecycle/stage.ts';
import { PROBLEM_CODES } from '../problems/codes.ts';
import type { ListFilter } from '../store/store.ts';

/** A parameter of a list is not valid. The message completes `<field> …`. */
export class ListQueryError extends Error {
  override readonly name = 'ListQueryError';
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** How many domains a page of the list has. */
export const PAGE = { usual: 50, most: 500 } as const;

const wholeNumber = (most: number) =>
  v.pipe(
    v.string('must be given once'),
    v.regex(/^\d+$/, 'must be a whole number'),
    v.transform(Number),
    v.minValue(1, 'must be 1 or more'),
    v.maxValue(most, `must be ${most} or less`),
  );

const querySchema = v.object({
  stage: v.optional(v.picklist(STAGES, `must be one of ${STAGES.join(', ')}`)),
  problem: v.optional(
    v.picklist(PROBLEM_CODES, 'must be the code of a problem, such as dns-wrong-address'),
  ),
  needs: v.optional(v.picklist(NEEDED, `must be one of ${NEEDED.join(', ')}`)),
  siteId: v.optional(wholeNumber(Number.MAX_SAFE_INTEGER)),
  q: v.optional(v.pipe(v.string('must be given once'), v.maxLength(253, 'is too long'))),
  limit: v.optional(wholeNumber(PAGE.most), String(PAGE.usual)),
  pageToken: v.optional(v.string('must be given once')),
});

/**
 * Reads the query of `/domains`. An empty parameter counts as not given.
 *
 * @throws {ListQueryError} that names the first parameter that is wrong
 */
export function listFilter(query: Readonly<Record<string, unknown>>): ListFilter {
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const result = v.safeParse(querySchema, given);
  if (!result.success) {
    const [issue] = result.issues;
    throw new ListQueryError(v.getDotPath(issue) ?? 'query', issue.message);
  }
  const { stage, problem, needs: needed, siteId, q, limit, pageToken } = result.output;
  const marks = [...(problem ? [problem] : []), ...(needed ? [needs(needed)] : [])];
  return {
    limit,
    ...(stage === undefined ? {} : { stage }),
    ...(siteId === undefined ? {} : { siteId }),
    ...(marks.length === 0 ? {} : { marks }),
    ...(q === undefined ? {} : { q: searched(q) }),
    ...(pageToken === undefined ? {} : { after: lastDomainOf(pageToken) }),
  };
}

/** The token of the page that follows this domain. */
export function pageTokenOf(lastDomain: string): string {
  return Buffer.from(lastDomain).toString('base64url');
}

function lastDomainOf(pageToken: string): string {
  const domain = Buffer.from(pageToken, 'base64url').toString('utf8');
  if (pageTokenOf(domain) === pageToken) return domain;
  throw new ListQueryError('pageToken', 'must be the nextPageToken of the previous page');
}

/** Normalizes the text, so that other forms of a letter, such as the full-width one, match a name's letters. */
function searched(q: string): string {
  return q.normalize('NFKC').trim().toLowerCase();
}
