import type { Phrase, PhraseValue, Reason } from './phrase.ts';
import { ENGLISH, type SentenceKey } from './sentences/english.ts';
import { placeholdersIn } from './sentences/placeholders.ts';
import type { PluralForms, Sentence } from './sentences/sentence.ts';

/** The sentences of one language. */
export interface Language {
  /** As in `Intl`: `en`, `ro`. */
  readonly tag: string;
  /** A missing sentence is shown in English. */
  readonly sentences: { readonly [Key in SentenceKey]?: Sentence };
}

export const IN_ENGLISH: Language = { tag: 'en', sentences: ENGLISH };

/**
 * A translation, from a file or by hand.
 *
 * @throws {TypeError} if the tag is not valid, English has no such sentence, or a sentence has other
 *   placeholders than the English one; the message names each fault
 */
export function languageOf(tag: string, sentences: Readonly<Record<string, Sentence>>): Language {
  const [canonical = ''] = canonicalTags(tag);
  const faults = Object.entries(sentences).flatMap(([key, sentence]) => faultsIn(key, sentence));
  if (canonical === '') faults.unshift(`${tag} is not a language tag, such as ro or pt-BR`);
  if (faults.length > 0) throw new TypeError(`Bad sentences: ${faults.join('; ')}`);
  return { tag: canonical, sentences };
}

function canonicalTags(tag: string): readonly string[] {
  try {
    return Intl.getCanonicalLocales(tag);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function faultsIn(key: string, sentence: Sentence): string[] {
  if (!isSentenceKey(key)) return [`there is no sentence ${key}`];
  const wanted = placeholdersIn(ENGLISH[key]);
  const given = placeholdersIn(sentence);
  return [
    ...[...wanted].filter((name) => !given.has(name)).map((name) => `${key} lacks {${name}}`),
    ...[...given]
      .filter((name) => !wanted.has(name) && name !== 'count')
      .map((name) => `${key} has {${name}}, which nothing fills`),
  ];
}

function isSentenceKey(key: string): key is SentenceKey {
  return Object.hasOwn(ENGLISH, key);
}

/** The phrase as a text in a language, with the values in their places. */
export function render(phrase: Phrase, language: Language = IN_ENGLISH): string {
  return filled(phrase, language, (text) => text);
}

/** A reason as a text. */
export function reasonText(reason: Reason, language: Language = IN_ENGLISH): string {
  return typeof reason === 'string' ? reason : render(reason, language);
}

/** Several sentences as one paragraph. */
export function renderAll(phrases: readonly Phrase[], language: Language = IN_ENGLISH): string {
  return phrases.map((phrase) => render(phrase, language)).join('. ');
}

function filled(
  { sentence, values = {} }: Phrase,
  language: Language,
  pattern: (text: string) => string,
): string {
  const own = language.sentences[sentence];
  const text =
    own === undefined
      ? inForm(ENGLISH[sentence], values.count, 'en')
      : inForm(own, values.count, language.tag);
  return pattern(text).replace(/\{([A-Za-z]{1,40})\}/g, (placeholder, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? placeholder : valueText(value, language);
  });
}

/** By the plural rules of the sentence's language. */
function inForm(sentence: Sentence, count: PhraseValue | undefined, tag: string): string {
  if (typeof sentence === 'string') return sentence;
  const forms: PluralForms = sentence;
  return forms[pluralRules(tag).select(Number(count))] ?? forms.other;
}

const rulesOf = new Map<string, Intl.PluralRules>();

/** Kept, since making them takes longer than rendering a thousand sentences. */
function pluralRules(tag: string): Intl.PluralRules {
  const rules = rulesOf.get(tag) ?? new Intl.PluralRules(tag);
  rulesOf.set(tag, rules);
  return rules;
}

function valueText(value: PhraseValue, language: Language): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if ('sentence' in value) return filled(value, language, uncapitalized);
  return value.map((one) => valueText(one, language)).join(', ');
}

/**
 * A sentence inside another one does not begin with a capital letter. Values are left unchanged, and so are
 * acronyms.
 */
function uncapitalized(text: string): string {
  return /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
