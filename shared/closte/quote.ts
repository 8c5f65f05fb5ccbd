/** The most characters of Closte's words that go into a message, a log line or a page. */
const MAX_LENGTH = 200;

/** The most characters of a key that is searched for. A longer one, such as a whole file by mistake, is no key of Closte. */
const LONGEST_KEY = 500;

/** `text` on one line, at most 200 characters, with the API key blanked out in every spelling. */
export function quote(text: string, apiKey: string): string {
  const line = onOneLine(text);
  const secret = onOneLine(apiKey);
  if (secret.length > LONGEST_KEY) return '(left out, since it may repeat the API key)';
  const safe = secret === '' ? line : line.replace(spelledAnyhow(secret), '[API key]');
  const cut = safe.length > MAX_LENGTH ? `${safe.slice(0, MAX_LENGTH - 1)}…` : safe;
  return cut.toWellFormed();
}

/** Removes characters that move the cursor, and format characters, which hide or reorder others. */
function onOneLine(text: string): string {
  return text
    .replace(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}]+/gu, '')
    .trim();
}

/**
 * Matches `secret` unchanged, in upper or lower case, url-encoded in whole or in part (up to nine times
 * over), escaped with backslashes, or wrapped over lines.
 */
export function spelledAnyhow(secret: string): RegExp {
  return new RegExp([...secret].map(spelledCharacter).join('[ \\\\]?'), 'giu');
}

function spelledCharacter(character: string): string {
  const literal = `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  const encoded = [...Buffer.from(character)]
    .map((byte) => `%(?:25){0,8}${byte.toString(16).padStart(2, '0')}`)
    .join('');
  // A space stands for a line break as well, which JSON escapes.
  return `(?:${literal}|${encoded}${character === ' ' ? '|\\+|(?:\\\\[nrt]){1,2}' : ''})`;
}
