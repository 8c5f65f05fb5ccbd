import * as v from 'valibot';
import type { ProblemCode } from './codes.ts';
import { type Fix, type Fixer, fixBy } from './fix.ts';
import { type Phrase, phrase, reasonSchema } from './phrase.ts';

export const SEVERITIES = ['error', 'warning', 'note'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** The shape of a problem's values, with which they are also read back from a store. */
export type ValuesSchema = v.GenericSchema<unknown, object>;

/** The phrases of a problem. */
export interface ProblemPhrases {
  /** States the fault that was seen. */
  readonly message: Phrase;
  /** The changes to make, in this order. */
  readonly remedy: readonly Phrase[];
}

/** The same, with the other ways to solve it, which come after the place of the changes. */
export interface Told extends ProblemPhrases {
  readonly otherwise?: readonly Phrase[];
}

interface CommonTemplate<Schema extends ValuesSchema> {
  readonly severity: Severity;
  readonly values: Schema;
  /** When the problem occurs, for the list of all problems. */
  readonly when: Phrase;
  readonly tell: (values: v.InferOutput<Schema>, fix: Fix) => Told;
  /** Example values, for the list of all problems. */
  readonly example: v.InferOutput<Schema>;
  /** Problems that this one may follow from: it is not shown beside any of them. */
  readonly followsFrom?: readonly ProblemCode[];
}

/** A kind of problem whose fix follows from its values. */
export interface SettledTemplate<Schema extends ValuesSchema> extends CommonTemplate<Schema> {
  readonly fix: (values: v.InferOutput<Schema>) => Fix;
}

/** A kind of problem that is fixed by changing DNS records; only the code that finds it knows which. */
export interface RecordTemplate<Schema extends ValuesSchema> extends CommonTemplate<Schema> {
  readonly exampleFix: Fix;
}

export type Template<Schema extends ValuesSchema> =
  | SettledTemplate<Schema>
  | RecordTemplate<Schema>;

/** Keeps the type of each template's values in a table of templates. */
export function template<Schema extends ValuesSchema>(
  settled: SettledTemplate<Schema>,
): SettledTemplate<Schema> {
  return settled;
}

/** The same for a problem that is fixed by changing DNS records. */
export function recordTemplate<Schema extends ValuesSchema>(
  changing: RecordTemplate<Schema>,
): RecordTemplate<Schema> {
  return changing;
}

/** The fix by one party, whatever the values are. */
export function fixedBy(who: Fixer, withinSeconds?: number): () => Fix {
  return () => fixBy(who, withinSeconds);
}

/** The forms of values that many problems share. */
export const text = v.string();
export const texts = v.pipe(v.array(v.string()), v.readonly());
export const reason = reasonSchema;
export const reasons = v.pipe(v.array(reasonSchema), v.readonly());
/** The number of items that were cut from a list. */
export const more = v.exactOptional(v.number());

/** A list, with the number of items that it lacks. */
export function listed(values: readonly string[], left = 0): readonly (string | Phrase)[] {
  return left > 0 ? [...values, phrase('list.more', { number: left })] : values;
}
