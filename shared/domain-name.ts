import { isIPv6 } from 'node:net';
import { domainToASCII, domainToUnicode } from 'node:url';
import { getDomain } from 'tldts';

declare const domainName: unique symbol;

/**
 * A domain that can be mapped, in its one canonical spelling: lower case, ASCII (IDN labels as
 * `xn--…`), no trailing dot, at most 253 characters, optionally a wildcard (`*.example.com`).
 * Only {@link parseDomainName} makes one.
 */
export type DomainName = string & { readonly [domainName]: true };

/** Why a name was refused, and what to write instead. */
const REFUSALS = {
  empty: 'the domain is empty; give a name such as shop.example.com',
  'has-scheme': 'it has a scheme; leave out everything up to and including "://"',
  'has-userinfo': 'it has a user name ("@"); give the host name alone',
  'has-path': 'it has a path or a query; give the host name alone',
  'has-port':
    'it has a port; leave the port out, since a mapped domain is served on the standard ports',
  'has-space': 'it has white space; remove it',
  'has-control-character': 'it has a control character; remove it',
  'has-underscore': 'it has an underscore, which a host name cannot have; use a hyphen',
  'ip-address': 'it is an IP address; map a name whose DNS record points at the address instead',
  'misplaced-wildcard': 'a "*" may only stand alone as the leftmost label, as in *.example.com',
  'wildcard-host': 'it is a wildcard, at which no domain can point; give one name',
  'empty-label': 'it has an empty label (two dots in a row, or a leading dot)',
  'invalid-label': 'a label may have only letters, digits and hyphens, and no hyphen at its ends',
  'invalid-idn': 'it is not a valid internationalized domain name; check the spelling',
  'label-too-long': 'a label has over 63 characters (counted in its ASCII form)',
  'too-long': 'it has over 253 characters (counted in its ASCII form)',
  'special-use': 'it is reserved for special use and is never reachable on the public Internet',
  'public-suffix': 'it is a public suffix, not a domain that one customer can own; add a label',
} as const;

/** The code of a reason to refuse a name. */
export type DomainNameRefusal = keyof typeof REFUSALS;

/** Thrown by {@link parseDomainName}, and the only thing that it throws. */
export class DomainNameError extends Error {
  override readonly name = 'DomainNameError';
  readonly reason: DomainNameRefusal;

  constructor(input: string, reason: DomainNameRefusal) {
    super(`${JSON.stringify(excerpt(input))} cannot be mapped: ${REFUSALS[reason]}`);
    this.reason = reason;
  }
}

export interface DomainNameOptions {
  /** Accept special-use names, such as `shop.test` and `shop.local`. For tests, and for one machine. */
  readonly allowSpecialUse?: boolean;
}

/**
 * Reads what a person or the multisite wrote as a domain.
 *
 * @throws {DomainNameError} with the one reason to fix first
 */
export function parseDomainName(input: string, options: DomainNameOptions = {}): DomainName {
  const refuse = (reason: DomainNameRefusal) => new DomainNameError(input, reason);

  const notAHost = refusalOfSyntax(input);
  if (notAHost) throw refuse(notAHost);

  const wildcard = input.startsWith('*.');
  const written = wildcard ? input.slice(2) : input;
  if (written === '') throw refuse('empty-label');
  if (written.includes('*')) throw refuse('misplaced-wildcard');
  if (endsInNumber(written)) throw refuse('ip-address');

  const host = withoutTrailingDot(domainToASCII(written));
  if (host === '') throw refuse(refusalOfUnconvertible(written));
  // Some names, such as those of full-width digits, become an IP address only by the conversion.
  if (endsInNumber(host)) throw refuse('ip-address');

  const badLabels = refusalOfLabels(host);
  if (badLabels) throw refuse(badLabels);

  const name = wildcard ? `*.${host}` : host;
  if (name.length > MAX_NAME_LENGTH) throw refuse('too-long');
  if (!options.allowSpecialUse && isSpecialUse(host)) throw refuse('special-use');
  if (getDomain(host, { extractHostname: false }) === null) throw refuse('public-suffix');
  if (!isCanonical(name)) throw refuse('invalid-label');
  return name;
}

/**
 * Reads the name of a host that domains point at. Unlike a mapped domain, it may have underscores, as any
 * name in DNS may (RFC 2181, 11), and it may be reserved for special use.
 *
 * @throws {DomainNameError}
 */
export function parseHostName(input: string): string {
  if (input.startsWith('*.')) throw new DomainNameError(input, 'wildcard-host');
  if (!input.includes('_')) return parseDomainName(input, { allowSpecialUse: true });
  try {
    // With a letter in place of each underscore, all other rules apply unchanged.
    parseDomainName(input.replaceAll('_', 'a'), { allowSpecialUse: true });
  } catch (error) {
    throw error instanceof DomainNameError ? new DomainNameError(input, error.reason) : error;
  }
  return withoutTrailingDot(domainToASCII(input));
}

/** Whether the name covers every name one label below it, rather than one name. */
export function isWildcard(name: DomainName): boolean {
  return name.startsWith('*.');
}

/**
 * A name that the domain serves and that can be looked up: the domain itself or, for a wildcard, a name
 * under it for which nobody has a reason to make a record.
 */
export function probeName(name: DomainName): string {
  if (!isWildcard(name)) return name;
  const parent = name.slice(2);
  const label = PROBE_LABEL.slice(0, MAX_NAME_LENGTH - parent.length - 1);
  return `${label.endsWith('-') ? label.slice(0, -1) : label}.${parent}`;
}

/** A label that nobody has a reason to use; it is shortened in a name that has no room for it. */
export const PROBE_LABEL = 'closte-domain-sync-probe';

/** The domain with its IDN labels as people write them, for display only. */
export function displayName(name: DomainName): string {
  return domainToUnicode(name) || name;
}

/**
 * Whether a text is part of the name, as DNS has it or as people write it.
 *
 * @param text in lower case
 */
export function isPartOf(text: string, name: DomainName): boolean {
  return name.includes(text) || (name.includes('xn--') && displayName(name).includes(text));
}

/** The most characters of a name as text (RFC 1035, 2.3.4). */
export const MAX_NAME_LENGTH = 253;

/** No name of 253 ASCII characters is longer than this in the spelling of people. */
const MAX_INPUT_LENGTH = 1000;

function refusalOfSyntax(input: string): DomainNameRefusal | undefined {
  if (input === '' || input === '.') return 'empty';
  if (input.length > MAX_INPUT_LENGTH) return 'too-long';
  if (/\p{Cc}/u.test(input)) return 'has-control-character';
  if (/\s/.test(input)) return 'has-space';
  if (isIPv6(input.replace(/^\[|\]$/g, ''))) return 'ip-address';
  if (input.includes('://')) return 'has-scheme';
  if (input.includes('@')) return 'has-userinfo';
  if (/[/\\?#]/.test(input)) return 'has-path';
  if (input.includes(':')) return /:\d*$/.test(input) ? 'has-port' : 'has-scheme';
  if (input.includes('_')) return 'has-underscore';
  if (input.includes('%')) return 'invalid-label';
  return undefined;
}

/** IPv4 as `inet_aton` and browsers read it: `10.1`, `0x7f.1`, `2130706433`. */
function endsInNumber(host: string): boolean {
  const last = withoutTrailingDot(host).split('.').at(-1) ?? '';
  return /^(\d+|0x[0-9a-f]*)$/i.test(last);
}

function withoutTrailingDot(host: string): string {
  return host.endsWith('.') ? host.slice(0, -1) : host;
}

/** The platform returns '' without a reason; the most frequent causes are distinguished here. */
function refusalOfUnconvertible(written: string): DomainNameRefusal {
  return /^[\p{ASCII}]*$/u.test(written) && !/(^|\.)xn--/i.test(written)
    ? 'invalid-label'
    : 'invalid-idn';
}

function refusalOfLabels(host: string): DomainNameRefusal | undefined {
  for (const label of host.split('.')) {
    if (label === '') return 'empty-label';
    if (label.length > 63) return 'label-too-long';
    if (label.includes('_')) return 'has-underscore';
    if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label)) return 'invalid-label';
    // The platform does not check pure ASCII, so an A-label has to survive the conversion there and back.
    if (label.startsWith('xn--') && !isALabel(label)) return 'invalid-idn';
  }
  return undefined;
}

function isALabel(label: string): boolean {
  const unicode = domainToUnicode(label);
  return unicode !== label && domainToASCII(unicode) === label;
}

/**
 * Top-level names that never resolve on the public Internet: IANA's Special-Use Domain Names
 * registry, `internal` (ICANN, 2024), and those that ICANN withholds for colliding with private use.
 */
const SPECIAL_USE = new Set(
  'alt arpa corp example home internal invalid lan local localdomain localhost mail onion test'.split(
    ' ',
  ),
);

function isSpecialUse(host: string): boolean {
  return SPECIAL_USE.has(host.slice(host.lastIndexOf('.') + 1));
}

/** Whether the text is spelled as a {@link DomainName} is: enough for names that were valid when stored. */
export function isCanonical(name: string): name is DomainName {
  return /^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name);
}

function excerpt(input: string): string {
  return input.length > 80 ? `${input.slice(0, 80)}…` : input;
}
