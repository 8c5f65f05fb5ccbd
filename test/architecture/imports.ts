import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One file of the tree that imports another; paths are relative to the root of the tree. */
export interface Import {
  readonly from: string;
  readonly to: string;
  /** Whether it imports only types, so that nothing of it is left at run time. */
  readonly isTypeOnly: boolean;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const STATEMENT =
  /^(?:import|export)(?<type> type)? [^;']*?from '(?<from>\.[^']*)'|^import '(?<bare>\.[^']*)'|\bimport\('(?<late>\.[^']*)'\)(?<member>\.[A-Z])?/gm;

/** The program's files: what is under `shared/`, `functions/` and `infra/`. */
export function sources(): readonly string[] {
  return globSync('{shared,functions,infra}/**/*.ts', { cwd: ROOT }).sort();
}

export function sourceOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** A file's imports from the tree: static, dynamic, or of types. */
export function importsOf(file: string, source = sourceOf(file)): readonly Import[] {
  return [...source.matchAll(STATEMENT)].map(({ groups = {} }) => {
    const specifier = groups.from ?? groups.bare ?? groups.late ?? '';
    return {
      from: file,
      to: join(dirname(file), specifier),
      isTypeOnly: groups.type !== undefined || groups.member !== undefined,
    };
  });
}

/** The room that a file is in, as ARCHITECTURE.md writes it; for `shared/domain-name.ts`, the file's name. */
export function roomOf(file: string): string {
  const [top = '', room = '', ...rest] = file.split('/');
  if (top !== 'shared') return `${top}/`;
  return rest.length === 0 ? room : `${room}/`;
}
