import { readFileSync, writeFileSync } from 'node:fs';
import type { GeneratedDocument } from './document.ts';

/**
 * A part of a page that a command writes; people write the rest of the page. The part stands
 * between the lines `<!-- name: written by command -->` and `<!-- end -->`.
 */
export interface PagePart {
  /** Of the page, from the root of the project. */
  readonly path: string;
  readonly name: string;
  /** The command that writes it: `npm run generate`. */
  readonly command: string;
}

const ROOT = new URL('../..', import.meta.url);
const END = '<!-- end -->\n';

/**
 * The page with a new text of the part.
 *
 * @throws {Error} if the page has no place for the part
 */
export function withPart(page: string, { path, name, command }: PagePart, text: string): string {
  const begin = `<!-- ${name}: written by ${command} -->\n`;
  const from = page.indexOf(begin);
  const to = page.indexOf(END, from);
  if (from < 0 || to < 0) throw new Error(`${path} has no place for ${name}`);
  return `${page.slice(0, from)}${begin}\n${text}\n${page.slice(to)}`;
}

/**
 * Writes the text of the part into its page.
 *
 * @throws {Error} if the page has no place for the part
 */
export function writePart(part: PagePart, text: string): void {
  writeFileSync(fileOf(part), withPart(readFileSync(fileOf(part), 'utf8'), part, text));
}

/** A page with a part that is derived from the code alone. */
export function generatedPart(
  place: Pick<PagePart, 'path' | 'name'>,
  text: () => string,
): GeneratedDocument {
  const part = { ...place, command: 'npm run generate' };
  return {
    path: part.path,
    text: () => withPart(readFileSync(fileOf(part), 'utf8'), part, text()),
  };
}

function fileOf({ path }: PagePart): URL {
  return new URL(path, ROOT);
}
