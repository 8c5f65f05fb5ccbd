import { createInterface } from 'node:readline/promises';
import { UsageError } from './arguments.ts';
import type { Person } from './command.ts';
import { print } from './terminal.ts';

/** Whoever sits at the terminal, or reads what is piped to them. */
export function personAtTerminal(wantsJson: boolean): Person {
  return {
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    tell(line) {
      if (!wantsJson) print([line]);
    },
    async agrees(question, insteadGive) {
      if (!process.stdin.isTTY) {
        throw new UsageError(`there is nobody to ask; give ${insteadGive} if that is meant`);
      }
      const asking = createInterface({ input: process.stdin, output: process.stderr });
      try {
        const answer = await asking.question(`${question} [y/N] `);
        return /^y(es)?$/i.test(answer.trim());
      } finally {
        asking.close();
      }
    },
  };
}
