import type { Sentence } from './sentence.ts';

/** The names in braces, from all forms of a sentence together. */
export function placeholdersIn(sentence: Sentence): ReadonlySet<string> {
  const forms = typeof sentence === 'string' ? [sentence] : Object.values(sentence);
  const parts = forms.flatMap((form) => form.split('{').slice(1));
  return new Set(parts.flatMap((part) => (part.includes('}') ? part.split('}', 1) : [])));
}
