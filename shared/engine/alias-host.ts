import type { DomainName } from '../domain-name.ts';
import type { AliasOutcome } from '../lifecycle/apply-alias.ts';

/**
 * The host at which every mapped domain has to be an alias, and which issues its certificate. Every call
 * may be repeated. A failure of the host is a value; a call rejects only with the reason of its aborted
 * signal, as soon as that aborts, or because of a fault of our own.
 */
export interface AliasHost {
  /** `done` once the alias exists, even if it already did. */
  add(domain: DomainName, signal: AbortSignal): Promise<AliasOutcome>;
  /** `done` once the alias is gone, even if it was never there. */
  remove(domain: DomainName, signal: AbortSignal): Promise<AliasOutcome>;
  /**
   * Requests the domain's certificate. `asked` is also the result if the host is known to accept no such
   * request.
   */
  requestCertificate(domain: DomainName, signal: AbortSignal): Promise<'asked' | 'failed'>;
  /** Tests whether the host can be reached and accepts the key: undefined if so, else the reason why not. */
  test(signal: AbortSignal): Promise<AliasHostFailure | undefined>;
}

/**
 * Why the host did not carry out a call.
 *
 * - `refused-domain`: it does not accept that domain
 * - `unauthorized`: the key is refused
 * - `rate-limited`: there were too many requests
 * - `unavailable`: there was no answer, or none that can be read
 * - `unexpected`: a readable answer that fits none of these
 */
export interface AliasHostFailure {
  readonly kind: 'refused-domain' | 'unauthorized' | 'rate-limited' | 'unavailable' | 'unexpected';
  /** For people to read; it never contains the key. */
  readonly message: string;
  /** When to come back, in milliseconds from now; undefined if the host did not say. */
  readonly retryAfterMs: number | undefined;
}
