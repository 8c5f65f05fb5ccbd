import { createInterface } from 'node:readline/promises';
import { UsageError } from './arguments.ts';
import type { Person } from './command.ts';
import { asking, clearProgress } from './progress.ts';
import { printNow, terminalColumns } from './terminal.ts';

/** The person at the terminal, or the reader of a pipe. */
export function personAtTerminal(wantsJson: boolean): Person {
  return {
    columns: terminalColumns(),
    tell(line) {
      if (wantsJson) return;
      clearProgress();
      printNow(line);
    },
    async agrees(question, insteadGive) {
      if (!process.stdin.isTTY) {
        throw new UsageError(
          `there is nobody to ask; to go on without a question, give ${insteadGive}`,
        );
      }
      const lines = createInterface({ input: process.stdin, output: process.stderr });
      try {
        const answer = await asking(() => lines.question(`${question} [y/N] `));
        return /^y(es)?$/i.test(answer.trim());
      } catch (error) {
        // Ctrl-C and Ctrl-D mean no.
        if (!(error instanceof Error && 'code' in error && error.code === 'ABORT_ERR')) throw error;
        process.stderr.write('\n');
        return false;
      } finally {
        lines.close();
      }
    },
  };
}
