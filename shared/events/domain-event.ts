import * as v from 'valibot';
import { type DomainName, DomainNameError, parseDomainName } from '../domain-name.ts';
import type { Ordinal } from '../lifecycle/ordinal.ts';
import type { Network } from '../problems/findings.ts';
import { DNS_CHECK_INTERVAL } from '../settings/check-interval.ts';
import type { MessageIssue } from './message-issue.ts';
import {
  type MAPPING_TYPES,
  type Message,
  messageSchema,
  versionSchema,
} from './message-schema.ts';
import { networkOf } from './network-of.ts';
import { placeOf, timeOf } from './time-of.ts';
import { type UsablePart, usablePart } from './usable-part.ts';

/** The facts that an event of any type may state, beside its wish. */
interface EventCommon {
  readonly ordinal: Ordinal;
  /** WordPress's id of the event's network. */
  readonly networkId: number | undefined;
  /** The network's domain as the event names it, even if that cannot be used as a name. */
  readonly networkDomain: string | undefined;
  readonly network: Network | undefined;
  /** Seconds between the checks of one domain. */
  readonly dnsCheckInterval: number | undefined;
  /** Parts of the event, other than its wish, that cannot be used. */
  readonly leftOut: readonly MessageIssue[];
}

/** An event of the multisite, read and validated. */
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

/** The most issues that are named: enough to repair a message. A hostile message may have thousands. */
const MAX_ISSUES = 20;

/** A message that can never become valid, so that redelivery would not help. */
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

/** The circumstances in which a message is read. */
export interface ReadingOptions {
  /**
   * When the message was published, in milliseconds since the epoch, by the clock of the topic: the
   * publisher's clock and our own may be wrong.
   */
  readonly publishedAt: number;
  readonly allowSpecialUse: boolean;
}

/** Far more characters than any message needs. */
const MAX_LENGTH = 64 * 1024;

/**
 * Reads the data of a message, which is JSON.
 *
 * @throws {InvalidMessageError} that names every field that is wrong
 */
export function readDomainEvent(data: string, options: ReadingOptions): DomainEvent {
  if (data.length > MAX_LENGTH) throw invalid('', `must have at most ${MAX_LENGTH} characters`);
  const message = parseJson(data);
  // The version is read first: in a message of another version, the meaning of the rest is unknown.
  const version = v.safeParse(versionSchema, message);
  if (!version.success) throw new InvalidMessageError(version.issues.map(issueOf));
  const usable = usablePart(messageSchema, message, isBesideWish(version.output));
  if ('issues' in usable) throw new InvalidMessageError(usable.issues.map(issueOf));
  return eventOf(usable, options);
}

/**
 * Whether a part is apart from the wish: every part of the network except its id, and the settings, except
 * in `settings.updated`.
 */
function isBesideWish({ type }: v.InferOutput<typeof versionSchema>) {
  return ([name, part]: readonly (string | number)[]) =>
    name === 'network' ? part !== 'id' : name === 'settings' && type !== 'settings.updated';
}

function eventOf(
  { message, leftOut: unusable }: UsablePart<Message>,
  { publishedAt, allowSpecialUse }: ReadingOptions,
): DomainEvent {
  const written = timeOf(message.occurredAt);
  if (written === undefined) throw invalid('occurredAt', 'is not a time of the calendar');
  const { leftOut: notOfNetwork, ...ofNetwork } = networkOf(message.network);
  const interval = message.settings?.dnsCheckInterval ?? undefined;
  const isInterval = interval === undefined || isCheckInterval(interval);
  const told: EventCommon = {
    // A lone surrogate is valid JSON, but Firestore rejects it.
    ordinal: placeOf(written, publishedAt, message.id.toWellFormed()),
    ...ofNetwork,
    dnsCheckInterval: isInterval ? interval : undefined,
    leftOut: [...unusable, ...notOfNetwork, ...(isInterval ? [] : [NO_INTERVAL])].slice(
      0,
      MAX_ISSUES,
    ),
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

const NO_INTERVAL: MessageIssue = {
  field: 'settings.dnsCheckInterval',
  message: `must be ${DNS_CHECK_INTERVAL.least} to ${DNS_CHECK_INTERVAL.most} seconds`,
};

function isCheckInterval(seconds: number): boolean {
  return seconds >= DNS_CHECK_INTERVAL.least && seconds <= DNS_CHECK_INTERVAL.most;
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
