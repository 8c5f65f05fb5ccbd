import { domainJson } from '../../shared/reporting/domain-json.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { readArguments } from './arguments.ts';
import { type Command, CommandFailedError } from './command.ts';
import { domainArgument } from './domain-argument.ts';
import { domainLines } from './domain-text.ts';
import { noStoreAt, readStore } from './existing-store.ts';
import { isGood } from './problem-text.ts';

const OPERANDS = ['<domain>'];

export const show: Command = {
  operands: OPERANDS,
  choices: ['domain'],
  options: {},
  details: [
    'This command reads the store that STORE names. It succeeds if the domain is known and has no problem of severity error.',
  ],
  examples: ['show shop.example.com', 'show shop.example.com --json'],

  async run(args, { environment, now }) {
    const { positionals } = readArguments(args, {}, OPERANDS);
    // Any name that the store has can be shown.
    const domain = domainArgument('<domain>', positionals[0], { allowSpecialUse: true });
    const { store } = readSettings(environment);

    const found = await readStore(store, async (opened) => ({ record: await opened.get(domain) }));
    if (!found) throw new CommandFailedError(`${domain} is not known. ${noStoreAt(store)}`);
    if (!found.record) {
      throw new CommandFailedError(
        `${domain} is not known: no event has mapped it, or it was unmapped and forgotten.`,
      );
    }
    const json = domainJson(found.record);
    return { good: isGood(json.problems), json, text: domainLines(json, now) };
  },
};
