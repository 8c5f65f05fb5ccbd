import type { Phrase, PhraseValue, Reason } from './phrase.ts';
import { ENGLISH, type SentenceKey } from './sentences/english.ts';
import type { PluralForms, Sentence } from './sentences/sentence.ts';

/** The sentences of one language. */
export interface Language {
  /** As in `Intl`: `en`, `ro`. */
  readonly tag: string;
  /** One that is missing is told in English. */
  readonly sentences: { readonly [Key in SentenceKey]?: Sentence };
}

export const IN_ENGLISH: Language = { tag: 'en', sentences: ENGLISH };

/** The phrase as a text in a language, the values in their places. */
export function render(phrase: Phrase, language: Language = IN_ENGLISH): string {
  return filled(phrase, language, (text) => text);
}

/** Why something is as it is, as a text. */
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
  const known: Sentence = language.sentences[sentence] ?? ENGLISH[sentence];
  const text = typeof known === 'string' ? known : pluralForm(known, values.count, language);
  return pattern(text).replace(/\{([A-Za-z]{1,40})\}/g, (placeholder, name: string) => {
    const value = values[name];
    return value === undefined ? placeholder : valueText(value, language);
  });
}

function pluralForm(forms: PluralForms, count: PhraseValue | undefined, { tag }: Language): string {
  const form = new Intl.PluralRules(tag).select(Number(count));
  return forms[form] ?? forms.other;
}

function valueText(value: PhraseValue, language: Language): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if ('sentence' in value) return filled(value, language, uncapitalized);
  return value.map((one) => valueText(one, language)).join(', ');
}

/** A sentence inside another does not begin it. Values are left as they are, and so are acronyms. */
function uncapitalized(text: string): string {
  return /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
