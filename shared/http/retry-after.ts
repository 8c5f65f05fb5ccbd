/** A longer wait in the header is a mistake, or would keep a domain from being tried for too long. */
const MAX_MS = 24 * 60 * 60_000;

/**
 * The milliseconds that a `Retry-After` header asks for, in seconds or as an HTTP date (RFC 9110, section
 * 10.2.3), a day at most; undefined if it is neither.
 *
 * @param now milliseconds since the epoch
 */
export function readRetryAfter(header: string | undefined, now: number): number | undefined {
  const asked = header?.trim() ?? '';
  if (/^\d+$/.test(asked)) return Math.min(Number(asked) * 1000, MAX_MS);
  // Date.parse accepts many texts that are not dates.
  if (!/^[a-z]{3,9}, .* GMT$/i.test(asked)) return undefined;
  const ms = Date.parse(asked) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_MS);
}
