import type { DomainName } from '../domain-name.ts';
import { readRetryAfter } from '../http/retry-after.ts';
import { ClosteError, type ClosteFailureKind } from './failure.ts';
import { quote } from './quote.ts';
import { type ClosteResponse, type ParsedBody, parseBody } from './response.ts';

/** The facts about the request that are needed to read the answer. */
export interface Question {
  /** Never shown: whatever Closte says is quoted without the key. */
  readonly apiKey: string;
  /** Undefined for the connection test. */
  readonly domain: DomainName | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Closte's reply, if Closte accepted the request at all. */
export type ApiResult =
  | { readonly success: true }
  | { readonly success: false; readonly error: string };

/**
 * @throws {ClosteError} if the answer is not a reply in Closte's form, or if its status alone is a failure
 */
export function readResult(response: ClosteResponse, question: Question): ApiResult {
  const { status } = response;
  const body = parseBody(response.body);
  throwIfTurnedAway(response, question);
  if (status >= 500) {
    const retryAfterMs =
      status === 503 ? readRetryAfter(response.retryAfter, question.now) : undefined;
    throw new ClosteError('unavailable', told(`HTTP ${status}`, body, question), retryAfterMs);
  }
  // A redirect is not followed, since the key would be sent along. Its target is not shown either: the
  // address may contain the request.
  if (status >= 300 && status < 400) {
    throw new ClosteError('unexpected', `Closte redirects the request (HTTP ${status})`);
  }
  switch (body.kind) {
    case 'error':
      return { success: false, error: body.error };
    case 'nothing':
      throw new ClosteError('unavailable', `${body.why} (HTTP ${status})`);
    case 'success':
      if (status < 400) return { success: true };
      throw new ClosteError('unexpected', `Closte reports success with HTTP ${status}`);
    case 'other':
      throw new ClosteError(
        'unexpected',
        `the answer has neither "success" nor "error" (HTTP ${status})`,
      );
  }
}

/** @throws {ClosteError} if the status says that the key is refused, or that there were too many requests */
export function throwIfTurnedAway(response: ClosteResponse, question: Question): void {
  const { status } = response;
  if (status === 401 || status === 403) {
    const body = parseBody(response.body);
    const message = told(`Closte refuses the API key (HTTP ${status})`, body, question);
    throw new ClosteError('unauthorized', message);
  }
  if (status === 429) {
    const retryAfterMs = readRetryAfter(response.retryAfter, question.now);
    throw new ClosteError(
      'rate-limited',
      'Closte received too many requests (HTTP 429)',
      retryAfterMs,
    );
  }
}

/** The failure whose message is Closte's own. */
export function failureSaying(
  kind: ClosteFailureKind,
  error: string,
  { apiKey }: Question,
): ClosteError {
  return new ClosteError(kind, quote(error, apiKey));
}

function told(what: string, body: ParsedBody, { apiKey }: Question): string {
  return body.kind === 'error' ? `${what}: ${quote(body.error, apiKey)}` : what;
}
