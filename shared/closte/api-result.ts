import type { DomainName } from '../domain-name.ts';
import { readRetryAfter } from '../http/retry-after.ts';
import { ClosteError, type ClosteFailureKind } from './failure.ts';
import { quote } from './quote.ts';
import { type ClosteResponse, type ParsedBody, parseBody } from './response.ts';

/** What was asked, as far as it takes to read the answer. */
export interface Question {
  /** Never told: what Closte says is quoted without it. */
  readonly apiKey: string;
  /** Undefined for the connection test. */
  readonly domain: DomainName | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What Closte replied, once it took the question at all. */
export type ApiResult =
  | { readonly success: true }
  | { readonly success: false; readonly error: string };

/** @throws {ClosteError} if it is no reply in Closte's form, or one by its status alone */
export function readResult(response: ClosteResponse, question: Question): ApiResult {
  const { status } = response;
  const body = parseBody(response.body);
  throwIfTurnedAway(response, question);
  if (status >= 500) {
    const retryAfterMs =
      status === 503 ? readRetryAfter(response.retryAfter, question.now) : undefined;
    throw new ClosteError('unavailable', told(`HTTP ${status}`, body, question), retryAfterMs);
  }
  // Not followed, for the key would go along, nor told whereto: the address may hold what was sent.
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
      throw new ClosteError('unexpected', `Closte tells a success with HTTP ${status}`);
    case 'other':
      throw new ClosteError(
        'unexpected',
        `the answer has no success and no error (HTTP ${status})`,
      );
  }
}

/** @throws {ClosteError} if the status says that the key is refused, or that it was asked too often */
export function throwIfTurnedAway(response: ClosteResponse, question: Question): void {
  const { status } = response;
  if (status === 401 || status === 403) {
    const body = parseBody(response.body);
    const message = told(`Closte refuses the API key (HTTP ${status})`, body, question);
    throw new ClosteError('unauthorized', message);
  }
  if (status === 429) {
    const retryAfterMs = readRetryAfter(response.retryAfter, question.now);
    throw new ClosteError('rate-limited', 'Closte was asked too often (HTTP 429)', retryAfterMs);
  }
}

/** The failure whose message is what Closte said itself. */
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
