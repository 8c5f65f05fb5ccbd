import * as v from 'valibot';
import { DamageError } from './damage-error.ts';

/**
 * Reads values from a store. This program wrote them, though perhaps an older version of it, or a person
 * with a careless hand: a value that does not fit is an error here, and not a surprise later.
 */

/**
 * The last time that a Date can have, in milliseconds since the epoch; the first is as far before the
 * epoch.
 */
const LAST_TIME = 8.64e15;

/** A time in milliseconds since the epoch that a Date can have. */
export const time = v.pipe(
  v.number(),
  v.minValue(-LAST_TIME, 'not a time'),
  v.maxValue(LAST_TIME, 'not a time'),
);
export const ordinal = v.object({
  occurredAt: time,
  id: v.string(),
  writtenAt: v.exactOptional(time),
});

/**
 * @param stored the value, or its JSON as text: no value in a store is a text by itself
 * @throws {DamageError} that names the first field that does not fit
 */
export function decode<Schema extends v.GenericSchema>(
  what: string,
  schema: Schema,
  stored: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, storedValue(what, stored));
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new DamageError(what, v.getDotPath(issue), issue.message);
}

/**
 * @param stored the value, or its JSON as text
 * @throws {DamageError} if the text is not JSON
 */
export function storedValue(what: string, stored: unknown): unknown {
  if (typeof stored !== 'string') return stored;
  try {
    return JSON.parse(stored);
  } catch {
    throw new DamageError(what, null, 'it is not JSON');
  }
}
