import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { GeneratedDocument } from './document.ts';

const ROOT = new URL('../..', import.meta.url);

/** Writes the documents; with `--check` it names those that are out of date, and fails. */
export function writeOrCheck(documents: readonly GeneratedDocument<string | Uint8Array>[]): void {
  const isCheck = process.argv.includes('--check');
  for (const { path, text } of documents) {
    const file = new URL(path, ROOT);
    const wanted = Buffer.from(text());
    if (!isCheck) {
      writeFileSync(file, wanted);
    } else if (!existsSync(file) || !readFileSync(file).equals(wanted)) {
      console.error(`${path} differs from the code: run "npm run generate"`);
      process.exitCode = 1;
    }
  }
}
