/** The list that an address asks for, as it was written; no part of it need be valid. */
export interface ListAsked {
  readonly q?: string;
  readonly stage?: string;
  readonly problem?: string;
  readonly needs?: string;
  readonly siteId?: string;
  readonly pageToken?: string;
  /** The pages that led to this one: see trail.ts. */
  readonly back?: string;
}

const PARAMETERS = ['q', 'stage', 'problem', 'needs', 'siteId', 'pageToken', 'back'] as const;

/** Reads a query: an empty parameter counts as not given, and of a repeated one the first counts. */
export function listAsked(query: Readonly<Record<string, unknown>>): ListAsked {
  return Object.fromEntries(
    PARAMETERS.flatMap((name) => {
      const given: unknown = query[name];
      const value: unknown = Array.isArray(given) ? given[0] : given;
      return typeof value === 'string' && value !== '' ? [[name, value]] : [];
    }),
  );
}

/** The address of the list that is asked for. */
export function listAddress(asked: ListAsked): string {
  const query = new URLSearchParams(
    PARAMETERS.flatMap((name): [string, string][] => {
      const value = asked[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return query.size === 0 ? '/#domains' : `/?${query}#domains`;
}
