import { type Line, rendered } from './text.ts';

/** Prints lines for a person, in colour where that is wanted. */
export function print(lines: readonly Line[]): void {
  const inColour = process.stdout.isTTY === true && !process.env.NO_COLOR;
  write(lines.map((line) => `${rendered(line, inColour)}\n`).join(''));
}

/** Prints an answer for a program, on one line. */
export function printJson(value: unknown): void {
  write(`${JSON.stringify(value)}\n`);
}

/** Prints a sentence that is no part of the answer. */
export function printError(sentence: string): void {
  process.stderr.write(`${rendered([sentence], false)}\n`);
}

/** A reader may have read enough, as `head` does; that is no fault. */
function write(text: string): void {
  process.stdout.once('error', (error) => {
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
  });
  process.stdout.write(text);
}

/** Resolves once all that was printed is out, or cannot get out; some platforms write to pipes late. */
export async function flushed(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => stream.write('', () => resolve()));
  }
}
