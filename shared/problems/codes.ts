/**
 * All problem codes, in the order in which to fix the problems: one further down may be a consequence of one
 * further up.
 */
export const PROBLEM_CODES = [
  'closte-unauthorized',
  'closte-unavailable',
  'closte-refused-domain',
  'network-unknown',
  'network-proxied',
  'proof-secret-differs',
  'domain-not-registered',
  'dns-no-records',
  'dns-proxy-unproven',
  'dns-wrong-address',
  'dns-mixed-addresses',
  'dns-ipv6-elsewhere',
  'dns-ipv4-missing',
  'dns-not-propagated',
  'dns-cname-broken',
  'dns-server-failure',
  'dns-dnssec-broken',
  'dns-private-address',
  'dns-old-address',
  'dns-proxied',
  'dns-resolver-filters',
  'dns-www-differs',
  'caa-forbids-issuer',
  'caa-registry-failure',
  'tls-unreachable',
  'tls-handshake-failed',
  'certificate-self-signed',
  'certificate-incomplete-chain',
  'certificate-untrusted',
  'certificate-expired',
  'certificate-not-yet-valid',
  'certificate-wrong-name',
  'certificate-wildcard-missing',
  'certificate-www-missing',
  'certificate-expiring',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** The codes that concern the certificate that is shown, or the lack of one. */
export const CERTIFICATE_CODES: ReadonlySet<ProblemCode> = new Set(
  PROBLEM_CODES.slice(PROBLEM_CODES.indexOf('tls-unreachable')),
);

const CODES: ReadonlySet<string> = new Set(PROBLEM_CODES);

export function isProblemCode(code: string): code is ProblemCode {
  return CODES.has(code);
}
