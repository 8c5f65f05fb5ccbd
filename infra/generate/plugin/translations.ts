import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type GetTextTranslation, mo, po } from 'gettext-parser';
import type { GeneratedDocument } from '../document.ts';
import { PLUGIN_FOLDER, pluginCatalogueDocument, TEXT_DOMAIN } from './catalogue.ts';
import { translatableTexts } from './php-strings.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const LANGUAGES = `${PLUGIN_FOLDER}/languages`;

/** All texts of the plugin, for translators: the template of each translation. */
export const pluginTemplateDocument: GeneratedDocument = {
  path: `${LANGUAGES}/${TEXT_DOMAIN}.pot`,
  text() {
    const headers = {
      'Project-Id-Version': 'Closte domain sync',
      'MIME-Version': '1.0',
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Transfer-Encoding': '8bit',
      'X-Domain': TEXT_DOMAIN,
    };
    const texts = textsOfThePlugin();
    const translations = { '': Object.fromEntries(texts.map((text) => [text.msgid, text])) };
    return po.compile({ charset: 'utf-8', headers, translations }, { foldLength: 0 }).toString();
  },
};

/** Each translation in the form that WordPress reads: a `.mo` file beside its `.po` file. */
export const pluginTranslationDocuments: readonly GeneratedDocument<Uint8Array>[] = globSync(
  `${LANGUAGES}/*.po`,
  { cwd: ROOT },
).map((file) => ({
  path: file.replace(/\.po$/, '.mo'),
  text: () => mo.compile(po.parse(readFileSync(ROOT + file))),
}));

/** One entry for each text, with all files that have it. */
export function textsOfThePlugin(): GetTextTranslation[] {
  const files = globSync(`${PLUGIN_FOLDER}/**/*.php`, { cwd: ROOT }).sort();
  const found = new Map<string, GetTextTranslation & { readonly files: Set<string> }>();
  for (const file of files) {
    for (const { text, plural, comment } of translatableTexts(sourceOf(file))) {
      const before = found.get(text);
      before?.files.add(file);
      const entry = before ?? {
        msgid: text,
        ...(plural === undefined ? {} : { msgid_plural: plural }),
        msgstr: plural === undefined ? [''] : ['', ''],
        comments: comment === undefined ? {} : { extracted: `translators: ${comment}` },
        files: new Set([file]),
      };
      found.set(text, entry);
    }
  }
  return [...found.values()].map(({ files: inFiles, ...entry }) => ({
    ...entry,
    comments: {
      ...entry.comments,
      reference: [...inFiles].map((file) => file.slice(PLUGIN_FOLDER.length + 1)).join('\n'),
    },
  }));
}

/** The text of a file. The same run writes the catalogue, whose text in the tree may be older. */
function sourceOf(file: string): string {
  if (file === pluginCatalogueDocument.path) return pluginCatalogueDocument.text();
  return readFileSync(ROOT + file, 'utf8');
}
