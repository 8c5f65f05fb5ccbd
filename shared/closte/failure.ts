/**
 * Why Closte did not do what it was asked. Messages never hold the API key.
 *
 * - `refused-domain`: final for that domain
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

  constructor(kind: ClosteFailureKind, message: string, retryAfterMs?: number) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}
