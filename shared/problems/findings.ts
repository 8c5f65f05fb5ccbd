import type { Problem } from './catalogue.ts';

/**
 * `right`: seen to be as required. `wrong`: seen to be otherwise. `unknown`: not seen, because a server did
 * not answer; a live domain is never taken down because of that.
 */
export type Verdict = 'right' | 'wrong' | 'unknown';

/**
 * Where a domain's visitors end up, as far as a look proves it. Nothing else takes a live domain down.
 *
 * - `here`: at least some of them reach the network
 * - `elsewhere`: every one of them reaches another place, or none
 * - `elsewhere-unless-proxied`: no address is the network's, and none gives the proof that a site behind a
 *   proxy is ours; but none disproves it either, because nobody asked, because there is no such page, as on
 *   our own site without its plugin, or because the page there may be a well-known proxy's own
 * - `unknown`: not proved
 */
export type Visitors = 'here' | 'elsewhere' | 'elsewhere-unless-proxied' | 'unknown';

/**
 * The network that a mapped domain must point at: by its domain, by the addresses of that domain, or by the
 * addresses listed here. If everything is empty, the network is not known.
 */
export interface Network {
  readonly domain?: string;
  readonly addresses: readonly string[];
  /**
   * Addresses that are right as well, but that remedies name only if no others are known: the address that
   * the multisite reports as its own may only be the source of its requests.
   */
  readonly alsoRight?: readonly string[];
  /** Addresses that the network has left, and that still count as right. */
  readonly formerly?: readonly FormerAddress[];
}

export interface FormerAddress {
  readonly address: string;
  /** When the address stops counting as right, in milliseconds since the epoch. */
  readonly until: number;
}

/** A question that a check asked, and the answer, as evidence for a person. Never stored. */
export interface Observation {
  /** The server that was asked: `8.8.8.8`, `ns1.example.com (192.0.2.53)`, `203.0.113.7 port 443`. */
  readonly asked: string;
  /** The question: `shop.example.com A`, `TLS for shop.example.com`. */
  readonly question: string;
  /** The answer: `198.51.100.9, for 42 minutes`, `SERVFAIL`. */
  readonly answer: string;
}

/** The result of the DNS check. */
export interface DnsFinding {
  readonly verdict: Verdict;
  readonly visitors: Visitors;
  /**
   * Present if nothing is known to be wrong with the domain itself: our resolvers are silent, the network is
   * unknown, or a change is still spreading. Such a look uses up no try.
   */
  readonly usesNoTry?: {
    /** The seconds until the old answer has expired; absent if that is not known. */
    readonly ttlSeconds?: number;
  };
  /**
   * The domain's addresses, at which to check the certificate; safe to connect to if the verdict is
   * `right`.
   */
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
  /** The DNS names for which it is valid, wildcards as written in the certificate. */
  readonly names: readonly string[];
}

/** The result of the certificate check. */
export interface CertificateFinding {
  readonly verdict: Verdict;
  /** Whether the certificate is wrong at every address, so that no browser shows the site to a visitor. */
  readonly wrongEverywhere: boolean;
  readonly certificate?: Certificate;
  readonly problems: readonly Problem[];
  readonly observations?: readonly Observation[];
}
