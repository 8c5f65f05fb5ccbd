/**
 * The value of an `issue` or `issuewild` property (RFC 8659, 4.2), read as Let's Encrypt reads it
 * (https://github.com/letsencrypt/boulder/blob/main/va/caa.go): by hand, each character a bounded number
 * of times, since the value is a stranger's.
 */

/** Longer ones are no authority's. */
const MAX_LENGTH = 2048;

export interface IssueValue {
  /** As it is spelled; empty for nobody. */
  readonly issuer: string;
  readonly parameters: readonly IssueParameter[];
}

export interface IssueParameter {
  readonly tag: string;
  readonly value: string;
}

/** Whom the value lets issue, and on which conditions; undefined if it is malformed, and lets nobody. */
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

/** RFC 5234's WSP, on either side; `trim` would take line breaks for blanks. */
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
