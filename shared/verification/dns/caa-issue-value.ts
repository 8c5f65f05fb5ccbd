/**
 * The value of an `issue` or `issuewild` property (RFC 8659, 4.2), read as Let's Encrypt reads it
 * (https://github.com/letsencrypt/boulder/blob/main/va/caa.go). It is parsed by hand, reading each
 * character a bounded number of times, since the value is a stranger's.
 */

/** No authority has a longer value. */
const MAX_LENGTH = 2048;

/** The authority that a property names, and its conditions. */
export interface IssueValue {
  /** As it is spelled; empty if nobody may issue. */
  readonly issuer: string;
  readonly parameters: readonly IssueParameter[];
}

export interface IssueParameter {
  readonly tag: string;
  readonly value: string;
}

/**
 * The authority that the value lets issue, and the conditions; undefined if the value is malformed, and so
 * lets nobody issue.
 */
export function readIssueValue(text: string): IssueValue | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const [issuer = '', ...rest] = text.split(';').map(withoutBlanks);
  const [first] = rest;
  if (rest.length === 0 || (rest.length === 1 && first === '')) return { issuer, parameters: [] };
  const parameters = rest.map(readParameter).filter((one) => one !== undefined);
  return parameters.length < rest.length ? undefined : { issuer, parameters };
}

/** `tag=value`, with blanks around the equals sign. */
function readParameter(text: string): IssueParameter | undefined {
  const equals = text.indexOf('=');
  if (equals < 0) return undefined;
  const tag = withoutBlanks(text.slice(0, equals));
  const value = withoutBlanks(text.slice(equals + 1));
  return /^[A-Za-z0-9]*$/.test(tag) && /^[\x21-\x3a\x3c-\x7e]*$/.test(value)
    ? { tag, value }
    : undefined;
}

/** Removes RFC 5234's WSP on either side; `trim` would remove line breaks as well. */
function withoutBlanks(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text[from])) from++;
  while (to > from && isBlank(text[to - 1])) to--;
  return text.slice(from, to);
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}
