import { InvalidMessageError, readDomainEvent } from '../../shared/events/domain-event.ts';
import type { MessageIssue } from '../../shared/events/message-issue.ts';
import { MESSAGE_TYPES } from '../../shared/events/message-schema.ts';
import type { Network } from '../../shared/problems/findings.ts';
import { UsageError } from './arguments.ts';
import { choiceIn } from './choice.ts';

/** A message for the topic of events, as docs/contract.md describes it; JSON leaves out fields that are undefined. */
export interface EventMessage {
  readonly version: 1;
  readonly id: string;
  readonly type: string;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  readonly domain: string | undefined;
  readonly siteId: number | string | undefined;
  readonly domainId: number | string | undefined;
  readonly network: Network | undefined;
  readonly settings: { readonly dnsCheckInterval: number | string } | undefined;
}

/** The arguments, as a person wrote them. */
export interface GivenEvent {
  readonly type: string;
  readonly domain: string | undefined;
  readonly siteId: string | undefined;
  readonly domainId: string | undefined;
  readonly network: Network | undefined;
  readonly dnsCheckInterval: string | undefined;
}

export interface MakingOptions {
  /** The id of the event. */
  readonly id: string;
  /** When it occurs, in milliseconds since the epoch. */
  readonly now: number;
  readonly allowSpecialUse: boolean;
}

/**
 * Makes the message of an event and reads it as the receiver will, so that a message which the
 * receiver would reject is never sent.
 *
 * @throws {UsageError} that names the wrong arguments
 */
export function eventMessage(given: GivenEvent, options: MakingOptions): EventMessage {
  const type = fullType(given.type);
  refuseWhatIsNotTaken(type, given);
  const dnsCheckInterval = numberIn(given.dnsCheckInterval);
  const message: EventMessage = {
    version: 1,
    id: options.id,
    type,
    occurredAt: new Date(options.now).toISOString(),
    domain: given.domain,
    siteId: numberIn(given.siteId),
    domainId: numberIn(given.domainId),
    network: given.network,
    settings: dnsCheckInterval === undefined ? undefined : { dnsCheckInterval },
  };
  try {
    const { allowSpecialUse, now: publishedAt } = options;
    const event = readDomainEvent(JSON.stringify(message), { allowSpecialUse, publishedAt });
    // The receiver would ignore the field, but a person who writes an argument expects it to matter.
    if (event.leftOut.length > 0) throw new InvalidMessageError(event.leftOut);
    // In its canonical spelling: the ordering key must be the same for all events of a domain.
    return 'domain' in event ? { ...message, domain: event.domain } : message;
  } catch (error) {
    if (!(error instanceof InvalidMessageError)) throw error;
    throw new UsageError(error.issues.map((issue) => told(type, issue)).join('; '));
  }
}

/** The short forms of types: each stands for the first type that ends with it, so `created` is `domain.created`. */
export const SHORT_TYPES = ['created', 'deleted', 'check', 'duplicated', 'updated'] as const;

function fullType(written: string): string {
  const full = MESSAGE_TYPES.find((type) => type === written || type.endsWith(`.${written}`));
  return full ?? choiceIn('<type>', written, [...SHORT_TYPES, ...MESSAGE_TYPES]);
}

/** The receiver ignores fields that a type does not have, but a person who writes an argument expects it to matter. */
function refuseWhatIsNotTaken(type: string, given: GivenEvent): void {
  const surplus = (FIELDS_NOT_TAKEN[type] ?? []).filter((field) => given[field] !== undefined);
  if (surplus.length === 0) return;
  const names = surplus.map((field) => ARGUMENTS[field]).join(' and ');
  throw new UsageError(`${type} takes no ${names}; leave it out`);
}

const FIELDS_NOT_TAKEN: Readonly<Record<string, readonly ('domain' | 'siteId' | 'domainId')[]>> = {
  'site.deleted': ['domain', 'domainId'],
  'settings.updated': ['domain', 'siteId', 'domainId'],
};

/** The arguments that give the fields of a message. */
const ARGUMENTS = {
  type: '<type>',
  domain: '<domain>',
  siteId: '--site',
  domainId: '--domain-id',
  network: '--network-domain',
  settings: '--dns-check-interval',
} as const;

/** The receiver's complaint about a field, with the name of the argument in place of the field's. */
function told(type: string, { field, message }: MessageIssue): string {
  const remedy = message === 'is missing' ? `; ${type} needs it` : '';
  return `${argumentOf(field)} ${message}${remedy}`;
}

function argumentOf(field: string): string {
  const [first = ''] = field.split('.');
  if (field.startsWith('network.addresses')) return '--network-address';
  return isField(first) ? ARGUMENTS[first] : field;
}

function isField(field: string): field is keyof typeof ARGUMENTS {
  return Object.hasOwn(ARGUMENTS, field);
}

/** A number if it is written as one; anything else stays as it is, for the receiver's rules to refuse. */
function numberIn(written: string | undefined): number | string | undefined {
  return written !== undefined && /^-?\d+(\.\d+)?$/.test(written) ? Number(written) : written;
}
