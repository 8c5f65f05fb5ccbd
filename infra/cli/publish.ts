import { randomUUID } from 'node:crypto';
import { EVENTS_TOPIC, MESSAGE_TYPES } from '../../shared/events/message-schema.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import { readArguments, UsageError } from './arguments.ts';
import type { Command } from './command.ts';
import { outgoing } from './destination.ts';
import { eventDestination } from './event-destination.ts';
import { type EventMessage, eventMessage } from './event-message.ts';
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
  to: { type: 'string', value: 'URL', help: 'The system to send it to, on one machine' },
} as const;

export const publish: Command = {
  operands: OPERANDS,
  options: OPTIONS,
  details: [
    `Types: ${MESSAGE_TYPES.join(', ')}.`,
    'In short: created, deleted, check (of a domain), duplicated (a site), updated (the settings).',
    `It goes to the Pub/Sub topic ${EVENTS_TOPIC}, or EVENTS_TOPIC, if GOOGLE_CLOUD_PROJECT or PUBSUB_EMULATOR_HOST ` +
      'is set and --to is not given; else to the system that "npm start" starts, at http://127.0.0.1:PORT (8080). ' +
      'What was published, where, and the id that the message got are printed.',
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
      // A system on one machine knows names like shop.test, and decides about them itself.
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
  const domain = 'domain' in message ? ` for ${message.domain}` : '';
  return `Published ${message.type}${domain} to ${where}, as message ${messageId}.`;
}
