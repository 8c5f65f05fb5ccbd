import { randomUUID } from 'node:crypto';
import { EVENTS_TOPIC, MESSAGE_TYPES } from '../../shared/events/message-schema.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { readArguments, UsageError } from './arguments.ts';
import type { Command } from './command.ts';
import { outgoing } from './destination.ts';
import { eventDestination } from './event-destination.ts';
import { type EventMessage, eventMessage, SHORT_TYPES } from './event-message.ts';
import { NETWORK_OPTIONS, networkArgument } from './network-argument.ts';

const OPERANDS = ['<type>', '[<domain>]'];

const OPTIONS = {
  site: { type: 'string', value: 'N', help: "The site's id; all but settings.updated need it" },
  'domain-id': { type: 'string', value: 'N', help: "Ultimate Multisite's id of the domain record" },
  ...NETWORK_OPTIONS,
  'dns-check-interval': {
    type: 'string',
    value: 'S',
    help: 'Seconds between the checks of a domain; settings.updated needs it',
  },
  to: {
    type: 'string',
    value: 'URL',
    help: 'Send it to the system at this address, on one machine',
  },
} as const;

export const publish: Command = {
  operands: OPERANDS,
  choices: [[...MESSAGE_TYPES, ...SHORT_TYPES], 'domain'],
  options: OPTIONS,
  details: [
    `Types: ${MESSAGE_TYPES.join(', ')}.`,
    'Short forms: created, deleted, check (of a domain), duplicated (a site), updated (the settings).',
    'If GOOGLE_CLOUD_PROJECT or PUBSUB_EMULATOR_HOST is set and --to is not given, the event goes to a Pub/Sub topic, ' +
      `${EVENTS_TOPIC} unless EVENTS_TOPIC names another; otherwise it goes to the system that "npm start" runs, at ` +
      'http://127.0.0.1:PORT (8080). The command prints the type of the event, where it went, and the id of its message.',
  ],
  examples: [
    'publish created shop.example.com --site 12',
    'publish deleted shop.example.com --site 12',
    'publish updated --dns-check-interval 60',
  ],

  async run(args, context) {
    const { values, positionals } = readArguments(args, OPTIONS, OPERANDS);
    const [type, domain] = positionals;
    if (type === undefined) {
      throw new UsageError(`<type> is missing; give one of ${MESSAGE_TYPES.join(', ')}`);
    }
    const settings = readSettings(context.environment);
    const { isLocal, where, send } = eventDestination(values.to, settings.hasPubSub, context);
    const given = {
      type,
      domain,
      siteId: values.site,
      domainId: values['domain-id'],
      network: networkArgument(values),
      dnsCheckInterval: values['dns-check-interval'],
    };
    const message = eventMessage(given, {
      id: randomUUID(),
      now: context.now,
      // A system on one machine decides by itself whether it takes names like shop.test.
      allowSpecialUse: isLocal || settings.allowSpecialUseNames,
    });
    const messageId = await send(outgoing(message));
    return {
      good: true,
      json: { messageId, message },
      text: [[publishedText(message, messageId, where)]],
    };
  },
};

function publishedText(message: EventMessage, messageId: string, where: string): string {
  const domain = message.domain === undefined ? '' : ` for ${message.domain}`;
  return `Published ${message.type}${domain} to ${where}, as message ${messageId}.`;
}
