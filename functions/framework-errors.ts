import { legible } from '../shared/problems/legible.ts';
import type { LogSettings } from '../shared/settings/settings.ts';

/** The most characters of an error. It may quote a whole request. */
const MAX_LENGTH = 8000;

/**
 * From now on each error that the Functions Framework writes to standard error is one line of the log. As the framework
 * writes it, it has several lines, which may quote the request: a stranger could forge lines of the log, and control
 * a terminal. The line is written at once, since the process may end right afterwards.
 */
export function logFrameworkErrors({ format }: Pick<LogSettings, 'format'>): void {
  console.error = (...told: unknown[]) => {
    const text = told.map(textOf).join(' ').slice(0, MAX_LENGTH);
    const lines = text.split('\n').map((line) => legible(line, MAX_LENGTH));
    const [message = ''] = lines;
    const written =
      format === 'text'
        ? lines.join('\n')
        : JSON.stringify({
            severity: 'ERROR',
            time: new Date().toISOString(),
            message,
            ...(lines.length > 1 && { stack_trace: text.toWellFormed() }),
          });
    process.stderr.write(`${written}\n`);
  };
}

/** An error's stack alone: its other properties may have the body of the request. */
function textOf(told: unknown): string {
  return told instanceof Error ? (told.stack ?? String(told)) : String(told);
}
