import { type Line, rendered } from './text.ts';
import { wrapped } from './wrapped.ts';

/**
 * Prints lines for a person, broken at the terminal's width, in colour if the terminal or a variable wants it.
 *
 * @param width in columns, if there is no terminal
 */
export function print(lines: readonly Line[], width = Infinity): void {
  write(textOf(lines, width));
}

/** Prints one line of an answer that more lines follow; the command ends if nobody reads it any longer. */
export function printNow(line: Line): void {
  write(textOf([line], Infinity), process.stdout, () => process.exit(1));
}

function textOf(lines: readonly Line[], width: number): string {
  const inColour = isInColour();
  const seen = lines.flatMap((line) => wrapped(line, terminalColumns() ?? width));
  return seen.map((line) => `${rendered(line, inColour)}\n`).join('');
}

/** How many columns the terminal has; undefined if there is none, or it does not say. */
export function terminalColumns(): number | undefined {
  return (process.stdout.isTTY && process.stdout.columns) || undefined;
}

/** On terminals that have colours, unless NO_COLOR or FORCE_COLOR says otherwise; FORCE_COLOR takes precedence. */
function isInColour(): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return process.stdout.isTTY === true && !NO_COLOR && TERM !== 'dumb';
}

/** Prints an answer, or an error, for a program, on one line. */
export function printJson(value: unknown, to: NodeJS.WriteStream = process.stdout): void {
  write(`${JSON.stringify(value)}\n`, to);
}

/** Prints a sentence that is not part of the answer. */
export function printError(sentence: string): void {
  const width = (process.stderr.isTTY && process.stderr.columns) || Infinity;
  const lines = wrapped([sentence], width).map((line) => `${rendered(line, false)}\n`);
  write(lines.join(''), process.stderr);
}

/**
 * @param whenClosed is called if nobody reads any longer. A reader may stop early, as `head` does: by default, that is
 *   not a fault
 */
function write(text: string, to: NodeJS.WriteStream = process.stdout, whenClosed = () => {}): void {
  to.write(text, (error) => {
    if (!error) return;
    if (isOfClosedPipe(error)) return whenClosed();
    if (to === process.stdout) printError(`The answer cannot be written: ${error.message}`);
    process.exit(1);
  });
}

/** A stream reports each failure as an event too; `write` handles it. */
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

/** After the first failure, a stream says only that it is closed. */
function isOfClosedPipe(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');
}

/**
 * Resolves once everything printed has been written, or cannot be: on some systems, writing to a pipe is asynchronous
 * (https://nodejs.org/api/process.html#a-note-on-process-io).
 */
export async function flushed(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => stream.write('', () => resolve()));
  }
}
