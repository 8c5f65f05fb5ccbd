import { setLogFunction } from '@google-cloud/firestore';
import * as v from 'valibot';

/** The traffic between Google's client and Firestore, as the client logs it. */
export interface Traffic {
  /**
   * The fields that each query filters or orders by, except for the document's name. Each alternative is
   * a query of its own: https://firebase.google.com/docs/firestore/query-data/queries#or_queries
   */
  readonly queriedFields: readonly string[][];
  /** Documents that were read, whether they exist or not. */
  readonly reads: number;
  /**
   * The operations that are charged for: https://cloud.google.com/firestore/pricing. A query that finds nothing is a read, and
   * so is a count of up to 1,000.
   */
  readonly billed: { readonly reads: number; readonly writes: number };
}

const message = v.object({
  structuredQuery: v.optional(
    v.object({ where: v.optional(v.unknown()), orderBy: v.optional(v.unknown()) }),
  ),
  document: v.optional(v.unknown()),
  found: v.optional(v.unknown()),
  missing: v.optional(v.unknown()),
  /** The result of a count; the response to a question for a document has a word here. */
  result: v.optional(v.unknown()),
  /** The last response to a query. */
  done: v.optional(v.boolean()),
  writes: v.optional(v.array(v.unknown()), []),
});

export async function trafficOf(action: () => Promise<unknown>): Promise<Traffic> {
  const lines: string[] = [];
  setLogFunction((line) => lines.push(line));
  try {
    await action();
  } finally {
    setLogFunction(null);
  }
  const messages = lines
    .map((line) => /(?:Sending request|Received response): (\{.*\})$/s.exec(line)?.[1])
    .filter((json) => json !== undefined)
    .map((json) => v.parse(message, JSON.parse(json)));
  const reads = messages.filter(
    ({ document, found, missing }) => document ?? found ?? missing,
  ).length;
  const counts = messages.filter(({ result }) => result instanceof Object).length;
  const inVain = messages.filter(({ document, done }) => done && !document).length;
  const writes = messages.reduce((sum, message) => sum + message.writes.length, 0);
  return {
    queriedFields: messages.flatMap(({ structuredQuery }) =>
      structuredQuery
        ? alternativesIn(structuredQuery.where).map((one) =>
            fieldsIn([one, structuredQuery.orderBy]),
          )
        : [],
    ),
    reads,
    billed: { reads: reads + counts + inVain, writes },
  };
}

const alternatives = v.object({
  compositeFilter: v.object({ op: v.literal('OR'), filters: v.array(v.unknown()) }),
});

function alternativesIn(where: unknown): readonly unknown[] {
  const result = v.safeParse(alternatives, where);
  return result.success ? result.output.compositeFilter.filters : [where];
}

function fieldsIn(query: unknown): string[] {
  const paths = JSON.stringify(query).matchAll(/"fieldPath":"([^"]*)"/g);
  const fields = new Set([...paths].map(([, field = '']) => field));
  fields.delete('__name__');
  return [...fields];
}
