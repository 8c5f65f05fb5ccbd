/**
 * The value of an `issue` or `issuewild` property (RFC 8659, 4.2): a domain name or nothing, and
 * parameters behind semicolons. Read by hand, each character a bounded number of times: the value is a
 * stranger's, and a regular expression for this grammar can be made to try for ever.
 */

/** Longer ones are no authority's. */
const MAX_LENGTH = 2048;

/** Whom the value lets issue, in lower case; undefined for nobody: on purpose (`;`) or malformed. */
export function issuerIn(value: string): string | undefined {
  if (value.length > MAX_LENGTH) return undefined;
  const [name = '', ...parameters] = value.split(';').map(withoutBlanks);
  const [first] = parameters;
  const hasNone = parameters.length === 0 || (parameters.length === 1 && first === '');
  if (!hasNone && !parameters.every(isParameter)) return undefined;
  return name.split('.').every(isLabel) ? name.toLowerCase() : undefined;
}

/** `tag=value`, with blanks around the equals sign. */
function isParameter(text: string): boolean {
  const equals = text.indexOf('=');
  if (equals < 0) return false;
  const tag = withoutBlanks(text.slice(0, equals));
  const value = withoutBlanks(text.slice(equals + 1));
  return isLabel(tag) && /^[\x21-\x3a\x3c-\x7e]*$/.test(value);
}

function isLabel(text: string): boolean {
  return /^[a-z0-9-]+$/i.test(text) && !text.startsWith('-') && !text.endsWith('-');
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
