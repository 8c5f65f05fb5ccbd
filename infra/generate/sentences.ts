import { IN_ENGLISH } from '../../shared/problems/render.ts';
import type { GeneratedDocument } from './document.ts';
import { formatted } from './formatted.ts';

const path = 'shared/problems/sentences/en.json';

/** Every sentence about problems by its key, for translators and for programs in other languages. */
export const sentencesDocument: GeneratedDocument = {
  path,
  text() {
    const sorted = Object.entries(IN_ENGLISH.sentences).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const file = { language: IN_ENGLISH.tag, sentences: Object.fromEntries(sorted) };
    return formatted(path, `${JSON.stringify(file)}\n`);
  },
};
