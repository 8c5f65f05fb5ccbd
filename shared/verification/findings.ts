import type { Problem } from './problems/catalogue.ts';

/**
 * `right`: seen to be as it must be. `wrong`: seen to be otherwise. `unknown`: not seen, because
 * someone did not answer; a live domain is never taken back on that.
 */
export type Verdict = 'right' | 'wrong' | 'unknown';

/** What a mapped domain must point at. Both empty: not known. */
export interface Network {
  readonly domain?: string;
  readonly addresses: readonly string[];
}

/** What the DNS check saw. */
export interface DnsFinding {
  readonly verdict: Verdict;
  /** The domain's addresses, those to check the certificate at; safe to connect to if `right`. */
  readonly addresses: readonly string[];
  readonly problems: readonly Problem[];
}

/** A certificate as the server showed it. */
export interface Certificate {
  readonly issuer: string;
  /** ISO 8601, UTC. */
  readonly validFrom: string;
  /** ISO 8601, UTC. */
  readonly validTo: string;
  /** DNS names that it is valid for, wildcards as they stand in it. */
  readonly names: readonly string[];
}

/** What the certificate check saw. */
export interface CertificateFinding {
  readonly verdict: Verdict;
  readonly certificate?: Certificate;
  readonly problems: readonly Problem[];
}
