import * as v from 'valibot';
import { InvalidMessageError, readDomainEvent } from '../../shared/events/domain-event.ts';
import { namedDomain } from '../../shared/reporting/rejection.ts';
import { clockTime } from '../../shared/reporting/times.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { readArguments, UsageError } from './arguments.ts';
import { choiceIn } from './choice.ts';
import { type Command, CommandFailedError, type CommandResult, type Context } from './command.ts';
import { eventDestination } from './event-destination.ts';
import { openRejected, type Rejected, type RejectedSource } from './rejected-source.ts';
import { aligned, type Column, table } from './table.ts';
import { EMPTY_LINE } from './text.ts';

const ACTIONS = ['list', 'show', 'publish'] as const;
const OPERANDS = ['[<action>]', '[<id>]'];
const OPTIONS = {
  domain: { type: 'string', value: 'D', help: 'With publish: replace the domain by this one' },
  site: { type: 'string', value: 'N', help: 'With publish: replace the site by this one' },
  to: {
    type: 'string',
    value: 'URL',
    help: 'With publish: send it to the system at this address, on one machine',
  },
} as const;

export const rejected: Command = {
  operands: OPERANDS,
  choices: [ACTIONS],
  options: OPTIONS,
  details: [
    'Events that can never be valid, and events that no delivery could record, are kept for people: by the subscriptions ' +
      'closte-domain-rejected and closte-domain-dead-letter, and on one machine beside the store.',
    'Without an action, the command lists them. show prints one as it was received. publish publishes one again, repaired by the ' +
      'options, and removes it from the list; a message that is still not valid stays, and the command shows the reason.',
  ],
  examples: ['rejected', 'rejected show 7', 'rejected publish 7 --domain shop.example.com'],

  async run(args, context) {
    const { values, positionals } = readArguments(args, OPTIONS, OPERANDS);
    const [written = 'list', id] = positionals;
    const action = choiceIn('<action>', written, ACTIONS);
    const settings = readSettings(context.environment);
    await using source = await openRejected(settings);
    if (action === 'list') {
      if (id !== undefined) throw new UsageError('list takes no <id>; show takes one');
      return listed(source.messages, context);
    }
    const message = named(source.messages, id);
    if (action === 'show') return shown(message);
    const repaired = repairedData(message.data, values);
    return await published(source, message, repaired, values.to, context);
  },
};

const COLUMNS: readonly Column<Rejected>[] = [
  { heading: 'ID', cell: ({ id }) => id },
  { heading: 'AT', rank: 1, cell: ({ at }) => clockTime(Date.parse(at)) },
  { heading: 'DOMAIN', least: 20, cell: ({ data }) => namedDomain(data) ?? '-' },
  { heading: 'REASON', isProse: true, cell: ({ reason }) => reason },
];

function listed(messages: readonly Rejected[], { person }: Context): CommandResult {
  const count = messages.length === 1 ? '1 message.' : `${messages.length} messages.`;
  return {
    good: messages.length === 0,
    json: { rejected: messages },
    text:
      messages.length === 0
        ? [['There are no rejected messages.']]
        : [...table(COLUMNS, messages, person.columns), EMPTY_LINE, [count]],
  };
}

function shown(message: Rejected): CommandResult {
  const { id, at, reason, data } = message;
  return {
    good: true,
    json: message,
    text: aligned([
      ['id', id],
      ['at', clockTime(Date.parse(at))],
      ['reason', reason],
      ['data', data],
    ]),
  };
}

function named(messages: readonly Rejected[], id: string | undefined): Rejected {
  if (id === undefined) throw new UsageError('<id> is missing; "rejected list" shows them');
  const found = messages.find((message) => message.id === id);
  if (found) return found;
  throw new CommandFailedError(
    `There is no rejected message ${id}; "closte-domains rejected" lists them.`,
  );
}

const anyObject = v.looseObject({});

/** The data of the message, in which the values of the options replace its own. */
function repairedData(
  data: string,
  { domain, site }: { readonly domain?: string; readonly site?: string },
): string {
  if (domain === undefined && site === undefined) return data;
  try {
    const message = v.parse(anyObject, JSON.parse(data));
    return JSON.stringify({
      ...message,
      ...(domain === undefined ? {} : { domain }),
      ...(site === undefined ? {} : { siteId: site }),
    });
  } catch {
    throw new CommandFailedError(
      'The message is not a JSON object, so nothing in it can be replaced.',
    );
  }
}

async function published(
  source: RejectedSource,
  { id }: Rejected,
  data: string,
  to: string | undefined,
  context: Context,
): Promise<CommandResult> {
  const settings = readSettings(context.environment);
  const { isLocal, where, send } = eventDestination(to, settings.hasPubSub, context);
  const allowSpecialUse = isLocal || settings.allowSpecialUseNames;
  try {
    const { type, ordinal, ...event } = readDomainEvent(data, {
      publishedAt: context.now,
      allowSpecialUse,
    });
    const orderingKey = 'domain' in event ? event.domain : '';
    const messageId = await send({ data: Buffer.from(data), attributes: { type }, orderingKey });
    await source.settle(id);
    const text = `Published ${type} again, to ${where}, as message ${messageId}.`;
    return { good: true, json: { messageId, eventId: ordinal.id }, text: [[text]] };
  } catch (error) {
    if (!(error instanceof InvalidMessageError)) throw error;
    const reason = error.message.replace(/^siteId: /, '--site ');
    throw new CommandFailedError(`The message is still not valid: ${reason}. It stays rejected.`);
  }
}
