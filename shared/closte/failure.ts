/**
 * Why Closte did not carry out a call. Messages never contain the API key.
 *
 * - `refused-domain`: it does not accept that domain
 * - `unauthorized`: the key is refused
 * - `rate-limited`: there were too many requests; `retryAfterMs` if Closte said when to come back
 * - `unavailable`: 5xx, timeout, network, or an answer that is not Closte's
 * - `unexpected`: a well-formed answer that fits none of these
 */
export type ClosteFailureKind =
  | 'refused-domain'
  | 'unauthorized'
  | 'rate-limited'
  | 'unavailable'
  | 'unexpected';

/** Thrown if Closte did not carry out a call. The message never contains the API key. */
export class ClosteError extends Error {
  override readonly name = 'ClosteError';
  readonly kind: ClosteFailureKind;
  readonly retryAfterMs: number | undefined;
  /** Whether the request may have been carried out, or may still be. */
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

/** A missing or unreadable answer does not show whether the request was carried out. */
const IN_DOUBT: ReadonlySet<ClosteFailureKind> = new Set(['unavailable', 'unexpected']);
