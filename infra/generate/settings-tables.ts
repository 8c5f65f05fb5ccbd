import { readFileSync } from 'node:fs';
import { SETTINGS } from '../../shared/settings/environment-schema.ts';
import {
  type Declaration,
  type DescribedVariable,
  describedVariables,
} from '../../shared/settings/variable.ts';
import { PUBLISH_SETTINGS } from '../cli/publish-settings.ts';
import { LOCAL_SETTINGS } from '../local/local-settings.ts';
import type { GeneratedDocument } from './document.ts';

const README = new URL('../../README.md', import.meta.url);

/** The README with its tables of the settings; all else in it is as people wrote it. */
export const settingsTables: GeneratedDocument = {
  path: 'README.md',
  text: () => withTables(readFileSync(README, 'utf8')),
};

const TABLES: Readonly<Record<string, readonly Declaration[]>> = {
  settings: [SETTINGS],
  'settings of one machine': [LOCAL_SETTINGS, PUBLISH_SETTINGS],
};

/** @throws {Error} if a table has no place in the page */
export function withTables(page: string): string {
  return Object.entries(TABLES).reduce((text, [what, declarations]) => {
    const begin = `<!-- ${what}: written by npm run generate -->\n`;
    const end = '<!-- end -->\n';
    const from = text.indexOf(begin);
    const to = text.indexOf(end, from);
    if (from < 0 || to < 0) throw new Error(`README.md has no place for the ${what}`);
    const table = tableOf(declarations.flatMap(describedVariables));
    return `${text.slice(0, from)}${begin}\n${table}\n${text.slice(to)}`;
  }, page);
}

function tableOf(variables: readonly DescribedVariable[]): string {
  const rows = variables.map(({ name, usual, unset, meaning }) => {
    const cells = [`\`${name}\``, usual === undefined ? unset : `\`${usual}\``, meaning];
    return `| ${cells.join(' | ')} |\n`;
  });
  return `| variable | default | meaning |\n|---|---|---|\n${rows.join('')}`;
}
