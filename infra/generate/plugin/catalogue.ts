import { ENGLISH } from '../../../shared/problems/sentences/english.ts';
import type { Sentence } from '../../../shared/problems/sentences/sentence.ts';
import type { GeneratedDocument } from '../document.ts';

/** The plugin's files, from the root of the project. */
export const PLUGIN_FOLDER = 'infra/multisite/closte-domain-sync';
export const TEXT_DOMAIN = 'closte-domain-sync';

/** Every sentence about a problem of a domain, for the WordPress plugin to translate. */
export const pluginCatalogueDocument: GeneratedDocument = {
  path: `${PLUGIN_FOLDER}/diagnosis/catalogue.php`,
  text() {
    const told = Object.entries<Sentence>(ENGLISH).filter(([key]) => !key.endsWith('.when'));
    const entries = told.map(
      ([key, sentence]) => `\t\t${quoted(key)} => ${translated(sentence)},\n`,
    );
    return HEAD + entries.join('') + FOOT;
  },
};

/** A sentence in `__()` or `_n_noop()`: one that depends on a number has two forms in English. */
function translated(sentence: Sentence): string {
  if (typeof sentence === 'string') return `__( ${quoted(sentence)}, '${TEXT_DOMAIN}' )`;
  const { one = sentence.other, other } = sentence;
  return `_n_noop( ${quoted(one)}, ${quoted(other)}, '${TEXT_DOMAIN}' )`;
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}

const HEAD = `<?php
/**
 * Every sentence about a problem of a domain. "npm run generate" writes this file, from shared/problems/sentences.
 *
 * @package Closte_Domain_Sync
 */

namespace Closte_Domain_Sync;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.Arrays.MultipleStatementAlignment -- One sentence a line, whatever the lines beside it.

/**
 * The sentences by their keys, in the current language; those that depend on a number have all of their forms. Placeholders
 * are in braces.
 *
 * @return array
 */
function catalogue(): array {
	return array(
`;

const FOOT = `	);
}
`;
