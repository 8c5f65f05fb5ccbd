import type { DomainName } from '../domain-name.ts';
import type { AliasOutcome } from '../lifecycle/apply-alias.ts';

/**
 * The host at which every mapped domain has to be an alias, and which issues its certificate.
 * Everything may be repeated. Whatever the host does is a value; each call rejects only with the reason
 * of its aborted signal, as soon as that aborts, or by a fault of our own.
 */
export interface AliasHost {
  /** `done` once the alias exists, also when it already did. */
  add(domain: DomainName, signal: AbortSignal): Promise<AliasOutcome>;
  /** `done` once the alias is gone, also when it never was there. */
  remove(domain: DomainName, signal: AbortSignal): Promise<AliasOutcome>;
  /** Asks for the domain's certificate; `asked`, too, if the host is known to take no such request. */
  requestCertificate(domain: DomainName, signal: AbortSignal): Promise<'asked' | 'failed'>;
  /** Whether the host can be reached and takes the key: undefined if so, else why not. */
  test(signal: AbortSignal): Promise<AliasHostFailure | undefined>;
}

/**
 * Why the host did not do what it was asked.
 *
 * - `refused-domain`: it does not take that domain
 * - `unauthorized`: the key is refused
 * - `rate-limited`: asked too often
 * - `unavailable`: there was no answer, or none that is one
 * - `unexpected`: an answer that we cannot read as any of these
 */
export interface AliasHostFailure {
  readonly kind: 'refused-domain' | 'unauthorized' | 'rate-limited' | 'unavailable' | 'unexpected';
  /** Fit for a person; it never holds the key. */
  readonly message: string;
  /** When to come back, in milliseconds from now; undefined if the host did not say. */
  readonly retryAfterMs: number | undefined;
}
