import type { DomainName } from '../../shared/domain-name.ts';
import { askAgain } from '../../shared/engine/ask-again.ts';
import { intentOf } from '../../shared/lifecycle/record.ts';
import { STAGES } from '../../shared/lifecycle/stage.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { DamageError } from '../../shared/store/damage-error.ts';
import type { Store } from '../../shared/store/store.ts';
import { readArguments } from './arguments.ts';
import { chosenDomains, namesOf } from './chosen-domains.ts';
import { type Command, CommandFailedError } from './command.ts';
import { damageText, exists, noStoreAt, useStore } from './existing-store.ts';
import { sweepNotes } from './sweep-note.ts';
import { aligned } from './table.ts';
import { styled } from './text.ts';

const OPTIONS = {
  stage: {
    type: 'string',
    value: 'STAGE',
    choices: STAGES,
    help: 'All mapped domains in this stage',
  },
} as const;

/** The most lines for a person; JSON has all domains. */
const MOST_NAMED = 50;

/** The result for one domain. */
type Answer = 'asked' | 'unmapped' | 'unknown' | 'unreadable';

const ANSWER_TEXTS: Readonly<Record<Answer, string>> = {
  asked: 'the next sweep looks at it',
  unmapped: 'it is not mapped, so nothing is looked at',
  unknown: 'it is not known',
  unreadable: 'its record cannot be read',
};

/** A record that cannot be read must not keep the others waiting. */
async function answerFor(
  store: Store,
  domain: DomainName,
): Promise<{ readonly answer: Answer; readonly reason?: string }> {
  try {
    const record = await askAgain(store, domain, Date.now());
    if (!record) return { answer: 'unknown' };
    return { answer: intentOf(record) === 'mapped' ? 'asked' : 'unmapped' };
  } catch (error) {
    if (!(error instanceof DamageError)) throw error;
    return { answer: 'unreadable', reason: damageText(error) };
  }
}

export const retry: Command = {
  operands: ['[<domain>]…'],
  choices: ['domain'],
  options: OPTIONS,
  details: [
    'The next sweep looks at the domains again, within a minute, as after the event domain.check. A domain that ran out of tries ' +
      'starts over. The command succeeds if all of the domains are mapped.',
  ],
  examples: ['retry shop.example.com', 'retry --stage failed', 'retry --stage ssl-failed'],

  async run(args, { environment }) {
    const { values, positionals } = readArguments(args, OPTIONS, 'any');
    const chosen = chosenDomains(positionals, values.stage);
    const { store: location } = readSettings(environment);
    if (!exists(location)) throw new CommandFailedError(noStoreAt(location));
    const { answers, notes } = await useStore(location, async (store) => {
      const told: { domain: string; answer: Answer; reason?: string }[] = [];
      for (const domain of await namesOf(store, chosen)) {
        told.push({ domain, ...(await answerFor(store, domain)) });
      }
      return { answers: told, notes: await sweepNotes(store, Date.now()) };
    });
    const asked = answers.filter(({ answer }) => answer === 'asked').length;
    return {
      good: asked === answers.length,
      json: { asked, domains: answers },
      notes: [...answers.flatMap(({ reason }) => reason ?? []), ...(asked > 0 ? notes : [])],
      text: [
        ...aligned(
          answers
            .slice(0, MOST_NAMED)
            .map(({ domain, answer }) => [
              domain,
              answer === 'asked' ? ANSWER_TEXTS[answer] : styled('red', ANSWER_TEXTS[answer]),
            ]),
        ),
        ...(answers.length > MOST_NAMED ? [[`… and ${answers.length - MOST_NAMED} more`]] : []),
        [
          asked === 1
            ? '1 domain will be looked at again.'
            : `${asked} domains will be looked at again.`,
        ],
      ],
    };
  },
};
