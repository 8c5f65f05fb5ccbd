import * as v from 'valibot';
import { type DomainName, DomainNameError, parseDomainName } from '../domain-name.ts';
import type { Ordinal } from '../lifecycle/ordinal.ts';
import type { Network } from '../problems/findings.ts';
import {
  type MAPPING_TYPES,
  type Message,
  messageSchema,
  versionSchema,
} from './message-schema.ts';

/** What every event may tell along the way. */
interface EventCommon {
  readonly ordinal: Ordinal;
  readonly network: Network | undefined;
  /** Seconds between the checks of one domain. */
  readonly dnsCheckInterval: number | undefined;
}

/** An event of the multisite, read and trustworthy. */
export type DomainEvent = EventCommon &
  (
    | {
        readonly type: (typeof MAPPING_TYPES)[number] | 'domain.deleted' | 'domain.check';
        readonly domain: DomainName;
        readonly siteId: number;
        readonly domainId: number | null;
      }
    | { readonly type: 'site.deleted'; readonly siteId: number }
    | { readonly type: 'settings.updated' }
  );

/** One thing that is wrong with a message. */
export interface MessageIssue {
  /** The field's path, such as `network.addresses.0`; empty for the message as a whole. */
  readonly field: string;
  readonly message: string;
}

/** Enough to mend a message by; a hostile one may have thousands. */
const MAX_ISSUES = 20;

/** The message can never become valid: to deliver it again would not help. */
export class InvalidMessageError extends Error {
  override readonly name = 'InvalidMessageError';
  readonly issues: readonly MessageIssue[];

  constructor(all: readonly MessageIssue[]) {
    const issues = all.slice(0, MAX_ISSUES);
    const told = issues.map(({ field, message }) => `${field || 'message'}: ${message}`);
    if (all.length > MAX_ISSUES) told.push(`and ${all.length - MAX_ISSUES} more`);
    super(told.join('; '));
    this.issues = issues;
  }
}

export interface ReadingOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly allowSpecialUse: boolean;
}

/** Far more than any message needs. */
const MAX_LENGTH = 64 * 1024;

/** A publisher's clock that is further ahead would shut out every later event of its domain. */
const MAX_AHEAD_MS = 24 * 60 * 60 * 1000;

/**
 * Reads the data of a message, which is JSON.
 *
 * @throws {InvalidMessageError} that names every field that is wrong
 */
export function readDomainEvent(data: string, options: ReadingOptions): DomainEvent {
  if (data.length > MAX_LENGTH) throw invalid('', `must have at most ${MAX_LENGTH} characters`);
  const message = parseJson(data);
  // What the rest of another version means, nobody knows.
  parse(versionSchema, message);
  return eventOf(parse(messageSchema, message), options);
}

function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  message: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, message);
  if (result.success) return result.output;
  throw new InvalidMessageError(result.issues.map(issueOf));
}

function eventOf(message: Message, { now, allowSpecialUse }: ReadingOptions): DomainEvent {
  const occurredAt = timeOf(message.occurredAt);
  if (Number.isNaN(occurredAt)) throw invalid('occurredAt', 'is not a time of the calendar');
  if (occurredAt > now + MAX_AHEAD_MS) {
    throw invalid('occurredAt', 'lies over a day ahead; set the clock of the multisite right');
  }
  const told: EventCommon = {
    ordinal: { occurredAt, id: message.id },
    network: networkOf(message.network),
    dnsCheckInterval: message.settings?.dnsCheckInterval,
  };
  switch (message.type) {
    case 'settings.updated':
      return { ...told, type: message.type };
    case 'site.deleted':
      return { ...told, type: message.type, siteId: message.siteId };
    default:
      return {
        ...told,
        type: message.type,
        domain: nameIn('domain', message.domain, allowSpecialUse),
        siteId: message.siteId,
        domainId: message.domainId ?? null,
      };
  }
}

/** Milliseconds since the epoch, with microseconds as their fraction, which `Date.parse` drops. */
function timeOf(written: string): number {
  const [, microseconds = ''] = /\.\d{3}(\d+)/.exec(written) ?? [];
  return Date.parse(written) + Number(`0.${microseconds}0`);
}

function networkOf(written: Message['network']): Network | undefined {
  const { domain, addresses = [] } = written ?? {};
  if (domain === undefined) return addresses.length > 0 ? { addresses } : undefined;
  // The network's own domain is the operator's choice; only what is no name at all is refused.
  return { domain: nameIn('network.domain', domain, true), addresses };
}

function nameIn(field: string, written: string, allowSpecialUse: boolean): DomainName {
  try {
    return parseDomainName(written, { allowSpecialUse });
  } catch (error) {
    if (error instanceof DomainNameError) throw invalid(field, error.message);
    throw error;
  }
}

function parseJson(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    throw invalid('', 'must be JSON');
  }
}

function issueOf(issue: v.BaseIssue<unknown>): MessageIssue {
  const field = v.getDotPath(issue) ?? '';
  if (issue.received === 'undefined') return { field, message: 'is missing' };
  return { field, message: field === '' ? 'must be a JSON object' : issue.message };
}

function invalid(field: string, message: string): InvalidMessageError {
  return new InvalidMessageError([{ field, message }]);
}
