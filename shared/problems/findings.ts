import type { Problem } from './catalogue.ts';

/**
 * `right`: seen to be as it must be. `wrong`: seen to be otherwise. `unknown`: not seen, because
 * someone did not answer; a live domain is never taken back on that.
 */
export type Verdict = 'right' | 'wrong' | 'unknown';

/**
 * Where a domain's visitors end up, as far as a look proves it. A live domain is taken down on nothing
 * else.
 *
 * - `here`: some of them, at least, get to the network
 * - `elsewhere`: every one of them gets to another place, or to none
 * - `elsewhere-unless-proxied`: no address is the network's, and none gives the proof that a site behind
 *   a proxy is ours; but none of them disproves it either, because nobody asked, or because there is no
 *   such page, as on our own site without its plugin
 * - `unknown`: not proved
 */
export type Visitors = 'here' | 'elsewhere' | 'elsewhere-unless-proxied' | 'unknown';

/**
 * What a mapped domain must point at: through the domain, at the addresses that the domain has, or at
 * these. All empty: not known.
 */
export interface Network {
  readonly domain?: string;
  readonly addresses: readonly string[];
  /**
   * Addresses that are as right, but that nobody is told to point at while others are known: what the
   * multisite takes for its own may be where its requests come from.
   */
  readonly alsoRight?: readonly string[];
  /** Addresses that the network has left, and that still count as right. */
  readonly formerly?: readonly FormerAddress[];
}

export interface FormerAddress {
  readonly address: string;
  /** When it no longer counts as right, in milliseconds since the epoch. */
  readonly until: number;
}

/** One thing that was looked at, for a person who wants to see it as we did. Never stored. */
export interface Observation {
  /** The server that was asked: `8.8.8.8`, `ns1.example.com (192.0.2.53)`, `203.0.113.7 port 443`. */
  readonly asked: string;
  /** For what: `shop.example.com A`, `TLS for shop.example.com`. */
  readonly question: string;
  /** What came: `198.51.100.9, for 42 minutes`, `SERVFAIL`. */
  readonly answer: string;
}

/** What the DNS check saw. */
export interface DnsFinding {
  readonly verdict: Verdict;
  readonly visitors: Visitors;
  /**
   * Present if nothing is known to be wrong with the domain itself: our resolvers are silent, the network
   * is unknown, or a change is on its way. Such a look uses up no try.
   */
  readonly usesNoTry?: {
    /** Until the old answer has expired; absent if that is not known. */
    readonly ttlSeconds?: number;
  };
  /** The domain's addresses, those to check the certificate at; safe to connect to if `right`. */
  readonly addresses: readonly string[];
  readonly problems: readonly Problem[];
  readonly observations?: readonly Observation[];
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
  /** Whether the certificate is wrong at every address, so that no visitor gets a right one. */
  readonly wrongEverywhere: boolean;
  readonly certificate?: Certificate;
  readonly problems: readonly Problem[];
  readonly observations?: readonly Observation[];
}
