/**
 * Why Closte did not do what it was asked. Messages never hold the API key.
 *
 * - `refused-domain`: it does not take that domain
 * - `unauthorized`: the key is refused
 * - `rate-limited`: asked too often; `retryAfterMs` if Closte said when to come back
 * - `unavailable`: 5xx, timeout, network, or an answer that is not one
 * - `unexpected`: a well-formed answer that we cannot read as any of these
 */
export type ClosteFailureKind =
  | 'refused-domain'
  | 'unauthorized'
  | 'rate-limited'
  | 'unavailable'
  | 'unexpected';

export class ClosteError extends Error {
  override readonly name = 'ClosteError';
  readonly kind: ClosteFailureKind;
  readonly retryAfterMs: number | undefined;
  /** Whether what was asked may be done all the same, or may still be carried out. */
  readonly mayBeDone: boolean;

  constructor(
    kind: ClosteFailureKind,
    message: string,
    retryAfterMs?: number,
    mayBeDone = IN_DOUBT.has(kind),
  ) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
    this.mayBeDone = mayBeDone;
  }
}

/** What is no answer, or none that can be read, says nothing of what was done. */
const IN_DOUBT: ReadonlySet<ClosteFailureKind> = new Set(['unavailable', 'unexpected']);
