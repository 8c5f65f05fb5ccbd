import { askAgain } from '../../shared/engine/ask-again.ts';
import { intentOf } from '../../shared/lifecycle/record.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { readArguments } from './arguments.ts';
import { chosenDomains, namesOf } from './chosen-domains.ts';
import { type Command, CommandFailedError } from './command.ts';
import { exists, noStoreAt, useStore } from './existing-store.ts';
import { aligned } from './table.ts';
import { styled } from './text.ts';

const OPTIONS = {
  stage: { type: 'string', value: 'STAGE', help: 'All mapped domains in this stage' },
} as const;

/** What became of a domain that was asked for. */
type Answer = 'asked' | 'unmapped' | 'unknown';

const ANSWER_TEXTS: Readonly<Record<Answer, string>> = {
  asked: 'the next sweep looks at it',
  unmapped: 'it is not mapped, so nothing is looked at',
  unknown: 'it is not known',
};

export const retry: Command = {
  operands: ['[<domain>]…'],
  options: OPTIONS,
  details: [
    'Has domains looked at again with the next sweep, within a minute, as the event domain.check does. One that ran out of ' +
      'tries starts over. It is good if all of them are mapped.',
  ],
  examples: ['retry shop.example.com', 'retry --stage failed', 'retry --stage ssl-failed'],

  async run(args, { environment }) {
    const { values, positionals } = readArguments(args, OPTIONS, 'any');
    const chosen = chosenDomains(positionals, values.stage);
    const { store: location } = readSettings(environment);
    if (!exists(location)) throw new CommandFailedError(noStoreAt(location));
    const answers = await useStore(location, async (store) => {
      const told: { domain: string; answer: Answer }[] = [];
      for (const domain of await namesOf(store, chosen)) {
        const record = await askAgain(store, domain, Date.now());
        const answer = !record ? 'unknown' : intentOf(record) === 'mapped' ? 'asked' : 'unmapped';
        told.push({ domain, answer });
      }
      return told;
    });
    const asked = answers.filter(({ answer }) => answer === 'asked').length;
    return {
      good: asked === answers.length,
      json: { asked, domains: answers },
      text: [
        ...aligned(
          answers.map(({ domain, answer }) => [
            domain,
            answer === 'asked' ? ANSWER_TEXTS[answer] : styled('red', ANSWER_TEXTS[answer]),
          ]),
        ),
        [asked === 1 ? '1 domain is looked at again.' : `${asked} domains are looked at again.`],
      ],
    };
  },
};
