import * as v from 'valibot';
import { legible } from './legible.ts';
import { ENGLISH, type SentenceKey } from './sentences/english.ts';
import { placeholdersIn } from './sentences/placeholders.ts';

/**
 * A sentence of the catalogue, or a part of one, with the values for its placeholders, in no language yet.
 */
export interface Phrase {
  readonly sentence: SentenceKey;
  readonly values?: Readonly<Record<string, PhraseValue>>;
}

/**
 * Values that are the same in every language, such as names, addresses and a server's own words; or
 * phrases.
 */
export type PhraseValue = string | number | Phrase | readonly (string | Phrase)[];

/** The names in braces in a sentence. */
type PlaceholderOf<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceholderOf<Rest>
  : never;

/** If a sentence depends on a number, its form for any other number has all placeholders. */
type TextOf<Key extends SentenceKey> = (typeof ENGLISH)[Key] extends { readonly other: infer Text }
  ? Text | '{count}'
  : (typeof ENGLISH)[Key];

type ValuesFor<Key extends SentenceKey> = {
  readonly [Name in PlaceholderOf<TextOf<Key>>]: PhraseValue;
} & {
  /** The number of items in a list: other languages may inflect where English does not. */
  readonly count?: number;
};

/** The sentence `sentence` with a value for each of its placeholders. */
export function phrase<Key extends SentenceKey>(
  sentence: Key,
  ...[values]: PlaceholderOf<TextOf<Key>> extends never ? [] : [ValuesFor<Key>]
): Phrase {
  return { sentence, ...(values && { values }) };
}

/** A reason: somebody else's words, unchanged, or a phrase of ours. */
export type Reason = string | Phrase;

/** The reason with everything in it that a stranger may have written made legible. */
export function legibleReason(reason: Reason, maxLength?: number): Reason {
  if (typeof reason === 'string') return legible(reason, maxLength);
  const { sentence, values } = reason;
  if (!values) return reason;
  const entries = Object.entries(values).map(
    ([name, value]) => [name, legibleValue(value, maxLength)] as const,
  );
  return { sentence, values: Object.fromEntries(entries) };
}

function legibleValue(value: PhraseValue, maxLength: number | undefined): PhraseValue {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' || 'sentence' in value) return legibleReason(value, maxLength);
  return value.map((one) => legibleReason(one, maxLength));
}

const sentenceKey = v.custom<SentenceKey>(
  (key) => typeof key === 'string' && Object.hasOwn(ENGLISH, key),
  'not a sentence of the catalogue',
);

const anyPhrase: v.GenericSchema<unknown, Phrase> = v.object({
  sentence: sentenceKey,
  values: v.exactOptional(
    v.record(
      v.string(),
      v.union([
        v.string(),
        v.number(),
        v.lazy(() => phraseSchema),
        v.array(v.union([v.string(), v.lazy(() => phraseSchema)])),
      ]),
    ),
  ),
});

const phraseSchema: v.GenericSchema<unknown, Phrase> = v.pipe(
  anyPhrase,
  v.check(({ sentence, values = {} }) => {
    return [...placeholdersIn(ENGLISH[sentence])].every((name) => Object.hasOwn(values, name));
  }, 'lacks a value for a placeholder'),
);

/** The form in which a reason is stored. */
export const reasonSchema: v.GenericSchema<unknown, Reason> = v.union([v.string(), phraseSchema]);
