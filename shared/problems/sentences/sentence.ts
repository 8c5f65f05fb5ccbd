/**
 * A text with named placeholders in braces; if it depends on the number {count}, a text for each plural
 * form. A placeholder at the end of a word may be empty, or brings its own space.
 */
export type Sentence = string | PluralForms;

/** By the names of Unicode's plural rules (https://cldr.unicode.org/index/cldr-spec/plural-rules). */
export type PluralForms = { readonly [Form in Intl.LDMLPluralRule]?: string } & {
  readonly other: string;
};
