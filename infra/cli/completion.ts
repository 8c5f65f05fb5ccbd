import { fileURLToPath } from 'node:url';
import { readArguments, UsageError } from './arguments.ts';
import { choiceIn } from './choice.ts';
import type { Command } from './command.ts';
import { candidates, type KnownCommand } from './completion/candidates.ts';
import { knownDomains } from './completion/known-domains.ts';
import { completionScript, SHELLS } from './completion/scripts.ts';
import { whole } from './text.ts';

const TOOL = fileURLToPath(new URL('../../closte-domains', import.meta.url));

/** @param commands the commands to complete */
export const completion = (commands: readonly KnownCommand[]): Command => ({
  operands: ['<shell>'],
  choices: [SHELLS],
  options: {},
  details: [
    'With the script, the Tab key completes commands, options, stages, codes of problems, names of settings, and domains of a store ' +
      'on this machine, once no more than 200 match what is typed. Have the shell load it when it starts:',
    'bash, in ~/.bashrc: source <(closte-domains completion bash)',
    'zsh, in ~/.zshrc, below compinit: source <(closte-domains completion zsh)',
    'fish, in ~/.config/fish/config.fish: closte-domains completion fish | source',
  ],
  examples: SHELLS.map((shell) => `completion ${shell}`),

  async run(args, { environment }) {
    const { positionals } = readArguments(args, {}, 'any');
    const [written, ...words] = positionals;
    // This is how the scripts call it.
    if (written === 'candidates') {
      // While a person types, no error can be shown; the command reports it when it runs.
      const domains = (beginning: string) =>
        knownDomains(beginning, words.slice(0, -1), environment).catch(() => []);
      const found = await candidates(words, commands, domains);
      return {
        good: true,
        json: { candidates: found },
        text: found.map(({ value, help }) => [help === undefined ? value : `${value} ${help}`]),
      };
    }
    if (words.length > 0) throw new UsageError('one <shell> is enough; leave the others out');
    const shell = choiceIn('<shell>', written, SHELLS);
    const script = completionScript(shell, TOOL);
    return {
      good: true,
      json: { shell, script },
      text: script.split('\n').map((line) => [whole(line)]),
    };
  },
});
