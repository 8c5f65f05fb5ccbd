import * as v from 'valibot';
import { DamageError } from './damage-error.ts';

/**
 * Reads what a store holds. It was written by this program, though perhaps by an older version of
 * it or a careless hand: what does not fit is an error here and not a surprise further on.
 */

export const time = v.number();
export const ordinal = v.object({
  occurredAt: time,
  id: v.string(),
  writtenAt: v.exactOptional(time),
});

/**
 * @param stored the value, or as text its JSON: no value in a store is a text by itself
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
 * @param stored the value, or as text its JSON
 * @throws {DamageError} if the text is none
 */
export function storedValue(what: string, stored: unknown): unknown {
  if (typeof stored !== 'string') return stored;
  try {
    return JSON.parse(stored);
  } catch {
    throw new DamageError(what, null, 'it is not JSON');
  }
}
