import { execFileSync } from 'node:child_process';

/** As the project's formatter has a file of that name, so that it passes the check of style as well. */
export function formatted(path: string, text: string): string {
  return execFileSync('biome', ['format', `--stdin-file-path=${path}`], {
    input: text,
    encoding: 'utf8',
  });
}
