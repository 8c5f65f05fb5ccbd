import type { HttpResponse } from '../http/exchange.ts';
import { readRetryAfter } from '../http/retry-after.ts';
import { MultisiteError } from './failure.ts';

/** An answer of the REST API: the data that was asked for, or that there is none. */
export type RestResponse =
  | { readonly kind: 'found'; readonly json: unknown; readonly headers: HttpResponse['headers'] }
  | { readonly kind: 'not-found' };

/**
 * The fields that Ultimate Multisite's model of a domain validates before it saves (its
 * `validation_rules`). If one is not valid, its REST API answers 500 with the field as the code; every
 * other error of saving is a 500 as well.
 */
const FIELDS: ReadonlySet<string> = new Set([
  'blog_id',
  'domain',
  'stage',
  'active',
  'secure',
  'primary_domain',
]);

/** A proxy's answers that say nothing about the request: it took too long (408), or came too early (425). */
const PASSING: ReadonlySet<number> = new Set([408, 425]);

/**
 * Reads an answer of WordPress's REST API. An HTML page, such as a login page or a host's page while
 * WordPress is down, is not such an answer, whatever its status.
 *
 * @param now milliseconds since the epoch
 * @throws {MultisiteError} if it is a failure, or not an answer of that API
 */
export function readResponse({ status, headers, body }: HttpResponse, now: number): RestResponse {
  const json = jsonIn(body);
  const code = codeIn(json);
  const told = code === undefined ? `HTTP ${status}` : `HTTP ${status}, ${code}`;
  if (status === 401 || status === 403) {
    throw new MultisiteError('unauthorized', `the multisite refuses the credentials (${told})`);
  }
  if (status === 429) {
    const retryAfterMs = readRetryAfter(headers['retry-after'], now);
    throw new MultisiteError(
      'rate-limited',
      'the multisite received too many requests',
      retryAfterMs,
    );
  }
  if (status === 500 && code !== undefined && FIELDS.has(code)) {
    throw new MultisiteError('refused', `the multisite refuses the request (${told})`);
  }
  if (status >= 500 || PASSING.has(status)) {
    const retryAfterMs = status === 503 ? readRetryAfter(headers['retry-after'], now) : undefined;
    throw new MultisiteError('unavailable', `the multisite fails (${told})`, retryAfterMs);
  }
  // A redirect is not followed, since the credentials would be sent along.
  if (status >= 300 && status < 400) {
    throw new MultisiteError(
      'unavailable',
      `the multisite redirects the request (${told}); set MULTISITE_API_URL to where it leads`,
    );
  }
  if (status === 404) {
    if (code === 'rest_no_route') {
      throw new MultisiteError('absent', `WordPress has no API of Ultimate Multisite (${told})`);
    }
    // WordPress gives each error a code. A 404 without one comes from a page or a proxy, which does not
    // know the items.
    if (code !== undefined) return { kind: 'not-found' };
    throw new MultisiteError('unavailable', `there is no REST API at MULTISITE_API_URL (${told})`);
  }
  if (status >= 400) {
    throw new MultisiteError('refused', `the multisite refuses the request (${told})`);
  }
  // A 2xx with an empty body is success.
  if (body?.length === 0) return { kind: 'found', json: {}, headers };
  if (json === undefined) {
    throw new MultisiteError('unavailable', `the multisite's answer is not JSON (${told})`);
  }
  return { kind: 'found', json, headers };
}

/**
 * WordPress's code for an error, such as `rest_forbidden`. The message beside it is not used, since a
 * plugin may put anything into it.
 */
export function codeIn(json: unknown): string | undefined {
  const code = json instanceof Object && 'code' in json ? json.code : undefined;
  return typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : undefined;
}

/** The parsed JSON; undefined if it is not JSON (a JSON value is never undefined). */
export function jsonIn(body: Uint8Array | undefined): unknown {
  try {
    return body && JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
