import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { costsTable } from './costs-table.ts';
import { messageSchemaDocument } from './message-schema.ts';
import { pluginCatalogueDocument } from './plugin/catalogue.ts';
import { pluginTemplateDocument, pluginTranslationDocuments } from './plugin/translations.ts';
import { problemsPage } from './problems-page.ts';
import { sentencesDocument } from './sentences.ts';
import { settingsPage } from './settings-page.ts';

/**
 * Writes the documents that are made of the code, or with `--check` tells whether those in the tree
 * are still what the code says.
 */

const DOCUMENTS = [
  messageSchemaDocument,
  problemsPage,
  sentencesDocument,
  settingsPage,
  costsTable,
  pluginCatalogueDocument,
  pluginTemplateDocument,
  ...pluginTranslationDocuments,
];

const root = new URL('../..', import.meta.url);
const isCheck = process.argv.includes('--check');

for (const { path, text } of DOCUMENTS) {
  const file = new URL(path, root);
  const wanted = Buffer.from(text());
  if (!isCheck) {
    writeFileSync(file, wanted);
  } else if (!existsSync(file) || !readFileSync(file).equals(wanted)) {
    console.error(`${path} is not what the code says: run "npm run generate"`);
    process.exitCode = 1;
  }
}
