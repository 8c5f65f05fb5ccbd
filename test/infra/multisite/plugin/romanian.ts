import { readFileSync } from 'node:fs';
import { type GetTextTranslation, po } from 'gettext-parser';
import { type Language, languageOf } from '../../../../shared/problems/render.ts';
import { ENGLISH } from '../../../../shared/problems/sentences/english.ts';
import type { Sentence } from '../../../../shared/problems/sentences/sentence.ts';

const FILE = new URL(
  '../../../../infra/multisite/closte-domain-sync/languages/closte-domain-sync-ro_RO.po',
  import.meta.url,
);

/** The plugin's Romanian texts, keyed by the English ones. */
export function romanianTexts(): Readonly<Record<string, GetTextTranslation>> {
  const { '': head, ...texts } = po.parse(readFileSync(FILE)).translations[''] ?? {};
  return texts;
}

/** Those about problems, as a `Language`. */
export function romanian(): Language {
  const texts = romanianTexts();
  const translated = Object.entries<Sentence>(ENGLISH).flatMap(([key, sentence]) => {
    const plural = typeof sentence !== 'string';
    const [one = '', few = '', other = ''] =
      texts[plural ? (sentence.one ?? '') : sentence]?.msgstr ?? [];
    if (one === '') return [];
    return [[key, plural ? { one, few, other } : one] as const];
  });
  return languageOf('ro', Object.fromEntries(translated));
}
