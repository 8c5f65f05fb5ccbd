import { execFileSync } from 'node:child_process';

/** The text in the form that the project's formatter gives a file of that name, so that it passes the style check. */
export function formatted(path: string, text: string): string {
  return execFileSync('biome', ['format', `--stdin-file-path=${path}`], {
    input: text,
    encoding: 'utf8',
  });
}
