import { scaleTable } from '../simulate/scale-table.ts';
import { costsTable } from './costs-table.ts';
import { licencesPage } from './licences.ts';
import { messageSchemaDocument } from './message-schema.ts';
import { pluginCatalogueDocument } from './plugin/catalogue.ts';
import { pluginTemplateDocument, pluginTranslationDocuments } from './plugin/translations.ts';
import { problemsPage } from './problems-page.ts';
import { sentencesDocument } from './sentences.ts';
import { settingsPage } from './settings-page.ts';
import { writeOrCheck } from './write-or-check.ts';

/**
 * Writes the documents that are generated from the code, or with `--check` reports whether those in the tree
 * are up to date.
 */

const DOCUMENTS = [
  messageSchemaDocument,
  problemsPage,
  sentencesDocument,
  settingsPage,
  licencesPage,
  costsTable,
  scaleTable,
  pluginCatalogueDocument,
  pluginTemplateDocument,
  ...pluginTranslationDocuments,
];

writeOrCheck(DOCUMENTS);
