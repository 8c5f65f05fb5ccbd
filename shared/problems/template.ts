import * as v from 'valibot';
import type { ProblemCode } from './codes.ts';
import { type Fix, type Fixer, fixBy } from './fix.ts';
import { type Phrase, phrase, reasonSchema } from './phrase.ts';

export const SEVERITIES = ['error', 'warning', 'note'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** What a problem's values look like: read back from a store by it, too. */
export type ValuesSchema = v.GenericSchema<unknown, object>;

/** How a problem is told. */
export interface ProblemPhrases {
  /** What was seen. */
  readonly message: Phrase;
  /** What to change, in this order. */
  readonly remedy: readonly Phrase[];
}

interface CommonTemplate<Schema extends ValuesSchema> {
  readonly severity: Severity;
  readonly values: Schema;
  /** When it is a problem, for the list of all problems. */
  readonly when: Phrase;
  readonly tell: (values: v.InferOutput<Schema>, fix: Fix) => ProblemPhrases;
  /** For the list of all problems. */
  readonly example: v.InferOutput<Schema>;
  /** Problems that this one follows from: beside one of those it is not told. */
  readonly followsFrom?: readonly ProblemCode[];
}

/** A kind of problem whose fix follows from its values. */
export interface SettledTemplate<Schema extends ValuesSchema> extends CommonTemplate<Schema> {
  readonly fix: (values: v.InferOutput<Schema>) => Fix;
}

/** A kind of problem that is fixed by changing DNS records: which ones, only its finder knows. */
export interface RecordTemplate<Schema extends ValuesSchema> extends CommonTemplate<Schema> {
  readonly exampleFix: Fix;
}

export type Template<Schema extends ValuesSchema> =
  | SettledTemplate<Schema>
  | RecordTemplate<Schema>;

/** Lets a table of templates keep the type of each one's values. */
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

/** For a problem that one party has to see to, whatever the values are. */
export function fixedBy(who: Fixer, withinSeconds?: number): () => Fix {
  return () => fixBy(who, withinSeconds);
}

export const text = v.string();
export const texts = v.pipe(v.array(v.string()), v.readonly());
export const reason = reasonSchema;
export const reasons = v.pipe(v.array(reasonSchema), v.readonly());
/** How many there are beyond those in a list that was cut. */
export const more = v.exactOptional(v.number());

/** A list, and how many more there are than it has. */
export function listed(values: readonly string[], left = 0): readonly (string | Phrase)[] {
  return left > 0 ? [...values, phrase('list.more', { number: left })] : values;
}
