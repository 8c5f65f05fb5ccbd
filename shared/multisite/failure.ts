/**
 * Why the multisite did not carry out a request. Messages never contain the credentials.
 *
 * - `unauthorized`: it refuses the credentials, whatever the domain
 * - `rate-limited`: there were too many requests; `retryAfterMs` if it said when to come back
 * - `unavailable`: 5xx, 408, 425, timeout, network, or an answer that is not one of its REST API
 * - `refused`: it explicitly does not accept this request (any other 4xx)
 * - `absent`: WordPress answers, but Ultimate Multisite or its API is missing or switched off
 */
export type MultisiteFailureKind =
  | 'unauthorized'
  | 'rate-limited'
  | 'unavailable'
  | 'refused'
  | 'absent';

/** Thrown if the multisite did not carry out a request. The message never contains the credentials. */
export class MultisiteError extends Error {
  override readonly name = 'MultisiteError';
  readonly kind: MultisiteFailureKind;
  readonly retryAfterMs: number | undefined;
  /** Whether the request may have been carried out, or may still be. */
  readonly mayBeDone: boolean;

  constructor(
    kind: MultisiteFailureKind,
    message: string,
    retryAfterMs?: number,
    mayBeDone = kind === 'unavailable',
  ) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
    this.mayBeDone = mayBeDone;
  }
}
