/** What the address of the list asks for, as it was written; nothing of it need be right. */
export interface ListAsked {
  readonly q?: string;
  readonly stage?: string;
  readonly problem?: string;
  readonly needs?: string;
  readonly siteId?: string;
  readonly pageToken?: string;
}

const PARAMETERS = ['q', 'stage', 'problem', 'needs', 'siteId', 'pageToken'] as const;

/** What a query asks for: what is empty counts as not given, and of what is given twice, the first. */
export function listAsked(query: Readonly<Record<string, unknown>>): ListAsked {
  return Object.fromEntries(
    PARAMETERS.flatMap((name) => {
      const given: unknown = query[name];
      const value: unknown = Array.isArray(given) ? given[0] : given;
      return typeof value === 'string' && value !== '' ? [[name, value]] : [];
    }),
  );
}

/** The address of the list that is asked for so. */
export function listAddress(asked: ListAsked): string {
  const query = new URLSearchParams(
    PARAMETERS.flatMap((name): [string, string][] => {
      const value = asked[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return query.size === 0 ? '/#domains' : `/?${query}#domains`;
}
