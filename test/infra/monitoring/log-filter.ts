/** A log entry in the form of Cloud Logging. */
export interface LogEntry {
  readonly resource: { readonly type: string; readonly labels?: Readonly<Record<string, string>> };
  readonly severity?: string;
  /** ISO 8601, UTC. */
  readonly timestamp?: string;
  /** The fields that the function wrote. */
  readonly jsonPayload: Readonly<Record<string, unknown>>;
}

/**
 * Whether an entry matches a filter, in the part of the Logging query language that our filters use,
 * `a="text" AND b>=1 AND c:* AND d:"part"`
 * (https://cloud.google.com/logging/docs/view/logging-query-language).
 *
 * @throws {Error} if the filter is made of anything else
 */
export function matches(filter: string, entry: LogEntry): boolean {
  return filter.split(/\s+AND\s+/).every((term) => {
    const [, path = '', operator = '', value = ''] = /^([\w.]+)(>=|=|<|>|:)(.+)$/.exec(term) ?? [];
    const actual = valueAt(path, entry);
    if (path === 'severity' && operator === '>=') return rankOf(actual) >= rankOf(value);
    if (operator === ':' && value === '*') return actual !== undefined;
    const compare = COMPARISONS[operator];
    if (!compare) throw new Error(`${term} is more than is understood here`);
    return compare(actual, JSON.parse(value));
  });
}

const COMPARISONS: Readonly<Record<string, (actual: unknown, value: unknown) => boolean>> = {
  '=': (actual, value) => actual === value,
  ':': (actual, value) => typeof actual === 'string' && actual.includes(String(value)),
  // Times are compared as they are written.
  '>=': (actual, value) =>
    typeof actual === 'string' ? actual >= String(value) : Number(actual) >= Number(value),
  '>': (actual, value) => typeof actual === 'number' && actual > Number(value),
  '<': (actual, value) => typeof actual === 'number' && actual < Number(value),
};

function rankOf(severity: unknown): number {
  return ['DEFAULT', 'DEBUG', 'INFO', 'NOTICE', 'WARNING', 'ERROR', 'CRITICAL'].indexOf(
    String(severity),
  );
}

/** The value that `EXTRACT(a.b)` takes from an entry. */
export function extracted(extractor: string, entry: LogEntry): unknown {
  const [, path] = /^EXTRACT\(([\w.]+)\)$/.exec(extractor) ?? [];
  if (path === undefined) throw new Error(`${extractor} is more than is understood here`);
  return valueAt(path, entry);
}

function valueAt(path: string, entry: unknown): unknown {
  return path
    .split('.')
    .reduce(
      (value, key) =>
        value instanceof Object ? new Map(Object.entries(value)).get(key) : undefined,
      entry,
    );
}
