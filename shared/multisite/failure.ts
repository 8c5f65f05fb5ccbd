/**
 * Why the multisite did not do what it was asked. Messages never hold the credentials.
 *
 * - `unauthorized`: it refuses the credentials, for any domain
 * - `rate-limited`: asked too often; `retryAfterMs` if it said when to come back
 * - `unavailable`: 5xx, timeout, network, or an answer that is not one of its REST API
 * - `refused`: it will not take this, and says so (any other 4xx)
 */
export type MultisiteFailureKind = 'unauthorized' | 'rate-limited' | 'unavailable' | 'refused';

export class MultisiteError extends Error {
  override readonly name = 'MultisiteError';
  readonly kind: MultisiteFailureKind;
  readonly retryAfterMs: number | undefined;
  /** Whether what was asked may be done all the same, or may still be carried out. */
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
