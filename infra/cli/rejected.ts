import * as v from 'valibot';
import { InvalidMessageError, readDomainEvent } from '../../shared/events/domain-event.ts';
import { namedDomain } from '../../shared/reporting/rejection.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { readArguments, UsageError } from './arguments.ts';
import { type Command, CommandFailedError, type CommandResult, type Context } from './command.ts';
import { eventDestination } from './event-destination.ts';
import { openRejected, type Rejected, type RejectedSource } from './rejected-source.ts';
import { aligned, table } from './table.ts';
import { EMPTY_LINE } from './text.ts';

const ACTIONS = ['list', 'show', 'publish'] as const;
const OPERANDS = ['[<action>]', '[<id>]'];
const OPTIONS = {
  domain: { type: 'string', value: 'D', help: 'With publish: this domain instead' },
  site: { type: 'string', value: 'N', help: 'With publish: this site instead' },
  to: {
    type: 'string',
    value: 'URL',
    help: 'With publish: the system to send it to, on one machine',
  },
} as const;

export const rejected: Command = {
  operands: OPERANDS,
  options: OPTIONS,
  details: [
    'Events that can never be valid, and those that could not be recorded however often they came, are kept for people: by the ' +
      'subscriptions closte-domain-rejected and closte-domain-dead-letter, and on one machine beside the store.',
    'list is what it does without an action. show prints one as it came. publish publishes one again, repaired by the options, ' +
      'and takes it away; one that still is not valid stays, with the reason.',
  ],
  examples: ['rejected', 'rejected show 7', 'rejected publish 7 --domain shop.example.com'],

  async run(args, context) {
    const { values, positionals } = readArguments(args, OPTIONS, OPERANDS);
    const [written = 'list', id] = positionals;
    const action = ACTIONS.find((one) => one === written);
    if (!action) throw new UsageError(`<action> must be one of ${ACTIONS.join(', ')}`);
    const settings = readSettings(context.environment);
    await using source = await openRejected(settings);
    if (action === 'list') return listed(source.messages, context);
    const message = named(source.messages, id);
    if (action === 'show') return shown(message);
    const repaired = repairedData(message.data, values);
    return await published(source, message, repaired, values.to, context);
  },
};

function listed(messages: readonly Rejected[], { person }: Context): CommandResult {
  const columns = [
    { heading: 'ID', cell: ({ id }: Rejected) => id },
    { heading: 'AT', rank: 1, cell: ({ at }: Rejected) => at.slice(0, 19) },
    { heading: 'DOMAIN', cell: ({ data }: Rejected) => namedDomain(data) ?? '-' },
    { heading: 'REASON', cell: ({ reason }: Rejected) => reason },
  ];
  const count = messages.length === 1 ? '1 message.' : `${messages.length} messages.`;
  return {
    good: messages.length === 0,
    json: { rejected: messages },
    text:
      messages.length === 0
        ? [['None is rejected.']]
        : [...table(columns, messages, person.columns), EMPTY_LINE, [count]],
  };
}

function shown(message: Rejected): CommandResult {
  const { id, at, reason, data } = message;
  return {
    good: true,
    json: message,
    text: aligned([
      ['id', id],
      ['at', at],
      ['reason', reason],
      ['data', data],
    ]),
  };
}

function named(messages: readonly Rejected[], id: string | undefined): Rejected {
  if (id === undefined) throw new UsageError('<id> is missing; "rejected list" shows them');
  const found = messages.find((message) => message.id === id);
  if (found) return found;
  throw new CommandFailedError(`There is no rejected message ${id}.`);
}

const anyObject = v.looseObject({});

/** The data with what the options say, in the place of what it has. */
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
    throw new CommandFailedError('It is no JSON object, so nothing in it can be replaced.');
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
    throw new CommandFailedError(`It is still not valid: ${error.message}. It stays rejected.`);
  }
}
