import * as v from 'valibot';
import type { MessageIssue } from './message-issue.ts';

/** The usable part of a message, and the issues with the rest. */
export interface UsablePart<Message> {
  readonly message: Message;
  readonly leftOut: readonly MessageIssue[];
}

/** If there are more issues than this, which no publisher causes by mistake, the whole list is left out. */
const MANY = 64;

/** A path with this many keys leads to a list. */
const OF_A_LIST = 2;

type Keys = readonly (string | number)[];

/**
 * Reads a message as far as it makes sense: a bad part beside the wish does not invalidate the wish.
 *
 * @param isBeside whether the part at these keys is apart from the wish
 * @returns only the issues if the rest does not fit
 */
export function usablePart<Schema extends v.GenericSchema>(
  schema: Schema,
  written: unknown,
  isBeside: (keys: Keys) => boolean,
): UsablePart<v.InferOutput<Schema>> | { readonly issues: readonly v.BaseIssue<unknown>[] } {
  const leftOut: MessageIssue[] = [];
  let rest = written;
  for (;;) {
    const result = v.safeParse(schema, rest);
    if (result.success) return { message: result.output, leftOut };
    if (!result.issues.every((issue) => isBeside(keysOf(issue)))) return { issues: result.issues };
    const isHostile = result.issues.length > MANY;
    const issues = isHostile ? result.issues.slice(0, 1) : result.issues;
    // From the last to the first, so that the indexes stay right while parts are removed from a list.
    for (const issue of issues.toReversed()) {
      const keys = keysOf(issue).slice(0, isHostile ? OF_A_LIST : undefined);
      const values = isHostile ? undefined : valuesOf(issue.input);
      rest = withPart(rest, keys, values);
      if (!values) leftOut.unshift({ field: keys.join('.'), message: issue.message });
    }
  }
}

/**
 * The values of a list. If an entry was removed from it, PHP writes the list as an object with the
 * remaining numbers as keys.
 */
function valuesOf(input: unknown): unknown[] | undefined {
  if (input === null || typeof input !== 'object' || Array.isArray(input)) return undefined;
  const entries = Object.entries(input);
  const isList = entries.length > 0 && entries.every(([key]) => /^\d{1,9}$/.test(key));
  return isList ? entries.map(([, value]) => value) : undefined;
}

/** The value with another part at these keys; without that part if `part` is undefined. */
function withPart(value: unknown, [key, ...keys]: Keys, part: unknown): unknown {
  if (key === undefined) return part;
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => {
      const changed = index === key ? withPart(item, keys, part) : item;
      return changed === undefined ? [] : [changed];
    });
  }
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).flatMap(([name, item]: [string, unknown]) => {
    const changed = name === key ? withPart(item, keys, part) : item;
    return changed === undefined ? [] : [[name, changed]];
  });
  return Object.fromEntries(entries);
}

function keysOf({ path }: v.BaseIssue<unknown>): Keys {
  return (path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
}
