/** A header that says more is a mistake, or would put a domain out of sight. */
const MAX_MS = 24 * 60 * 60_000;

/**
 * The milliseconds that a `Retry-After` header asks for, in seconds or as an HTTP date
 * (RFC 9110, section 10.2.3), a day at most; undefined if it is neither.
 *
 * @param now epoch milliseconds
 */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  const asked = header?.trim() ?? '';
  if (/^\d+$/.test(asked)) return Math.min(Number(asked) * 1000, MAX_MS);
  // Date.parse takes much for a date that is none.
  if (!/^[a-z]{3,9}, .* GMT$/i.test(asked)) return undefined;
  const ms = Date.parse(asked) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_MS);
}
