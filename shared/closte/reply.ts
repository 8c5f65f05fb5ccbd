import type { DomainName } from '../domain-name.ts';
import { readRetryAfter } from '../http/retry-after.ts';
import { type Answer, parseBody, type Said } from './answer.ts';
import { ClosteError, type ClosteFailureKind } from './failure.ts';
import { quote } from './quote.ts';

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
export type Reply =
  | { readonly success: true }
  | { readonly success: false; readonly error: string };

/** @throws {ClosteError} if it is no reply in Closte's form, or one by its status alone */
export function readReply(answer: Answer, question: Question): Reply {
  const { status } = answer;
  const said = parseBody(answer.body);
  throwIfTurnedAway(answer, question);
  if (status >= 500) {
    const retryAfterMs =
      status === 503 ? readRetryAfter(answer.retryAfter, question.now) : undefined;
    throw new ClosteError('unavailable', told(`HTTP ${status}`, said, question), retryAfterMs);
  }
  // Not followed, for the key would go along, nor told whereto: the address may hold what was sent.
  if (status >= 300 && status < 400) {
    throw new ClosteError('unexpected', `Closte redirects the request (HTTP ${status})`);
  }
  switch (said.kind) {
    case 'error':
      return { success: false, error: said.error };
    case 'nothing':
      throw new ClosteError('unavailable', `${said.why} (HTTP ${status})`);
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
export function throwIfTurnedAway(answer: Answer, question: Question): void {
  const { status } = answer;
  if (status === 401 || status === 403) {
    const said = parseBody(answer.body);
    const message = told(`Closte refuses the API key (HTTP ${status})`, said, question);
    throw new ClosteError('unauthorized', message);
  }
  if (status === 429) {
    const retryAfterMs = readRetryAfter(answer.retryAfter, question.now);
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

function told(what: string, said: Said, { apiKey }: Question): string {
  return said.kind === 'error' ? `${what}: ${quote(said.error, apiKey)}` : what;
}
