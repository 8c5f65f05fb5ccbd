/**
 * A text with named placeholders in braces; where it depends on the number {count}, a text for each
 * plural form. A placeholder that stands at the end of a word may be empty, and brings its own space.
 */
export type Sentence = string | PluralForms;

/** By the names of Unicode's plural rules (https://cldr.unicode.org/index/cldr-spec/plural-rules). */
export type PluralForms = { readonly [Form in Intl.LDMLPluralRule]?: string } & {
  readonly other: string;
};
