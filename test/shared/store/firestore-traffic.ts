import { setLogFunction } from '@google-cloud/firestore';
import * as v from 'valibot';

/** What went between Google's client and Firestore, as the client logs it. */
export interface Traffic {
  /** The fields that each query filters or orders by, but for the document's name. */
  readonly queriedFields: readonly string[][];
  /** Documents that were read, whether they exist or not. */
  readonly reads: number;
}

const message = v.object({
  structuredQuery: v.optional(
    v.object({ where: v.optional(v.unknown()), orderBy: v.optional(v.unknown()) }),
  ),
  document: v.optional(v.unknown()),
  found: v.optional(v.unknown()),
  missing: v.optional(v.unknown()),
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
  return {
    queriedFields: messages.flatMap(({ structuredQuery }) =>
      structuredQuery ? [fieldsIn([structuredQuery.where, structuredQuery.orderBy])] : [],
    ),
    reads: messages.filter(({ document, found, missing }) => document ?? found ?? missing).length,
  };
}

function fieldsIn(query: unknown): string[] {
  const paths = JSON.stringify(query).matchAll(/"fieldPath":"([^"]*)"/g);
  const fields = new Set([...paths].map(([, field = '']) => field));
  fields.delete('__name__');
  return [...fields];
}
