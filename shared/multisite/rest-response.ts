import type { HttpResponse } from '../http/exchange.ts';
import { readRetryAfter } from '../http/retry-after.ts';
import { MultisiteError } from './failure.ts';

/** An answer of the REST API: what was asked for, or that it is not there. */
export type RestResponse =
  | { readonly kind: 'found'; readonly json: unknown; readonly headers: HttpResponse['headers'] }
  | { readonly kind: 'not-found' };

/**
 * What Ultimate Multisite's model of a domain checks before it saves (its `validation_rules`). Its REST API
 * answers 500 with the field for a code where one is not valid, and so with every other error of saving.
 */
const FIELDS: ReadonlySet<string> = new Set([
  'blog_id',
  'domain',
  'stage',
  'active',
  'secure',
  'primary_domain',
]);

/**
 * Reads an answer of WordPress's REST API. A page in HTML, such as a login page or that of a host
 * whose WordPress is down, is none, whatever its status.
 *
 * @param now epoch milliseconds
 * @throws {MultisiteError}
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
    throw new MultisiteError('rate-limited', 'the multisite was asked too often', retryAfterMs);
  }
  if (status === 500 && code !== undefined && FIELDS.has(code)) {
    throw new MultisiteError('refused', `the multisite will not take it (${told})`);
  }
  if (status >= 500) {
    const retryAfterMs = status === 503 ? readRetryAfter(headers['retry-after'], now) : undefined;
    throw new MultisiteError('unavailable', `the multisite fails (${told})`, retryAfterMs);
  }
  // Not followed, since the credentials would go along.
  if (status >= 300 && status < 400) {
    throw new MultisiteError(
      'unavailable',
      `the multisite redirects the request (${told}); set MULTISITE_API_URL to where it leads`,
    );
  }
  if (status === 404) {
    // No such record, unlike no such API: that is off, or elsewhere, and may be back.
    if (code !== 'rest_no_route' && !isHtml(headers, body)) return { kind: 'not-found' };
    throw new MultisiteError('unavailable', `there is no REST API at MULTISITE_API_URL (${told})`);
  }
  if (status >= 400) {
    throw new MultisiteError('refused', `the multisite will not take it (${told})`);
  }
  // A 2xx with an empty body is success.
  if (body?.length === 0) return { kind: 'found', json: {}, headers };
  if (json === undefined) {
    throw new MultisiteError('unavailable', `the multisite's answer is not JSON (${told})`);
  }
  return { kind: 'found', json, headers };
}

/**
 * WordPress's code for an error, such as `rest_forbidden`. Its message is not told: who knows what a
 * plugin puts into it.
 */
export function codeIn(json: unknown): string | undefined {
  const code = json instanceof Object && 'code' in json ? json.code : undefined;
  return typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : undefined;
}

/** Undefined if it is none; a value in JSON is never undefined. */
export function jsonIn(body: Uint8Array | undefined): unknown {
  try {
    return body && JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function isHtml(headers: HttpResponse['headers'], body: Uint8Array | undefined): boolean {
  const start = Buffer.from(body ?? [])
    .toString('latin1', 0, 20)
    .trimStart();
  return /^text\/html\b/i.test(headers['content-type'] ?? '') || start.startsWith('<');
}
