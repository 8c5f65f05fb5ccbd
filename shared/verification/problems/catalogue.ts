/**
 * The one catalogue of what can keep a mapped domain from working: how grave it is, what it says,
 * and what the customer or the network's admin has to change.
 */

export type Severity = 'error' | 'warning' | 'note';

export interface Problem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  /** What was seen, with the actual values. */
  readonly message: string;
  /** What to change, with the actual values. */
  readonly remedy: string;
}

/** A name, and the records that would make it right, as a zone file writes them: `A 203.0.113.7`. */
export interface RecordsWanted {
  readonly name: string;
  readonly wanted: readonly string[];
}

type WrongAddresses = RecordsWanted & { readonly addresses: readonly string[] };

/** What each problem has to tell. */
export interface ProblemValues {
  'closte-unauthorized': object;
  'closte-unavailable': { readonly reason: string };
  'closte-refused-domain': { readonly domain: string; readonly reason: string };
  'network-unknown': { readonly name: string };
  'dns-cname-broken': RecordsWanted & {
    readonly chain: readonly string[];
    readonly reason: string;
  };
  'dns-no-records': RecordsWanted & { readonly reason: string };
  'dns-server-failure': { readonly name: string; readonly reason: string };
  'dns-private-address': WrongAddresses;
  'dns-wrong-address': WrongAddresses;
  'dns-mixed-addresses': WrongAddresses;
  'dns-ipv6-elsewhere': WrongAddresses;
  'tls-unreachable': { readonly name: string; readonly address: string; readonly reason: string };
  'tls-handshake-failed': {
    readonly name: string;
    readonly address: string;
    readonly reason: string;
  };
  'certificate-self-signed': { readonly name: string };
  'certificate-incomplete-chain': { readonly name: string; readonly issuer: string };
  'certificate-untrusted': { readonly name: string; readonly issuer: string };
  'certificate-expired': { readonly name: string; readonly validTo: string };
  'certificate-not-yet-valid': { readonly name: string; readonly validFrom: string };
  'certificate-wrong-name': { readonly name: string; readonly names: readonly string[] };
  'certificate-wildcard-missing': { readonly domain: string; readonly names: readonly string[] };
  'certificate-expiring': { readonly name: string; readonly validTo: string };
}

export type ProblemCode = keyof ProblemValues;

interface Template<Values> {
  readonly severity: Severity;
  readonly message: (values: Values) => string;
  readonly remedy: (values: Values) => string;
}

const listed = (values: readonly string[]) => values.join(', ');
const records = ({ name, wanted }: RecordsWanted) =>
  wanted.map((record) => `${name} ${record}`).join(' or ');
const WAIT_FOR_CLOSTE = 'Wait for Closte to issue the certificate, usually 5 to 10 minutes.';

/** In the order to fix in: further down may be but a consequence of further up. */
const TEMPLATES: { readonly [Code in ProblemCode]: Template<ProblemValues[Code]> } = {
  'closte-unauthorized': {
    severity: 'error',
    message: () => 'Closte refuses the API key.',
    remedy: () => 'Store the value of CLOSTE_CLIENT_API_KEY from wp-config.php as the API key.',
  },
  'closte-unavailable': {
    severity: 'error',
    message: (v) => `Closte could not do it yet: ${v.reason}.`,
    remedy: () => 'Nothing to do: it is tried again until it succeeds.',
  },
  'closte-refused-domain': {
    severity: 'warning',
    message: (v) => `Closte does not take ${v.domain} as an alias: ${v.reason}`,
    remedy: () =>
      'Nothing to do if the network serves the domain already; otherwise map another, or ask Closte.',
  },
  'network-unknown': {
    severity: 'error',
    message: (v) => `It is not known what ${v.name} has to point at.`,
    remedy: () =>
      'Set NETWORK_DOMAIN or NETWORK_ADDRESSES, or have the multisite send "network" in its events.',
  },
  'dns-cname-broken': {
    severity: 'error',
    message: (v) => `The CNAME chain ${v.chain.join(' → ')} ${v.reason}.`,
    remedy: (v) => `Replace the CNAME record of ${v.name} with ${records(v)}`,
  },
  'dns-no-records': {
    severity: 'error',
    message: (v) => `${v.name} ${v.reason}.`,
    remedy: (v) => `Create the record ${records(v)}`,
  },
  'dns-server-failure': {
    severity: 'error',
    message: (v) => `The name servers of ${v.name} gave no answer: ${v.reason}.`,
    remedy: (v) => `Ask the DNS provider of ${v.name} to mend its zone.`,
  },
  'dns-private-address': {
    severity: 'error',
    message: (v) =>
      `${v.name} points at ${listed(v.addresses)}, which is not on the public Internet.`,
    remedy: (v) => `Replace the record with ${records(v)}`,
  },
  'dns-wrong-address': {
    severity: 'error',
    message: (v) => `${v.name} points at ${listed(v.addresses)}, which is not this network.`,
    remedy: (v) => `Replace the record with ${records(v)}`,
  },
  'dns-mixed-addresses': {
    severity: 'error',
    message: (v) => `${v.name} points at this network, but at ${listed(v.addresses)} as well.`,
    remedy: (v) => `Remove the A records of ${v.name} with ${listed(v.addresses)}.`,
  },
  'dns-ipv6-elsewhere': {
    severity: 'error',
    message: (v) =>
      `The IPv6 address ${listed(v.addresses)} of ${v.name} is not this network, so no certificate can be issued.`,
    remedy: (v) => `Remove the AAAA records of ${v.name} with ${listed(v.addresses)}.`,
  },
  'tls-unreachable': {
    severity: 'error',
    message: (v) => `${v.address} does not answer HTTPS for ${v.name}: ${v.reason}.`,
    remedy: () => 'Ask the host whether the server is up, if this lasts.',
  },
  'tls-handshake-failed': {
    severity: 'error',
    message: (v) => `${v.address} shows no certificate for ${v.name}: ${v.reason}.`,
    remedy: () => WAIT_FOR_CLOSTE,
  },
  'certificate-self-signed': {
    severity: 'error',
    message: (v) => `The certificate that ${v.name} shows is self-signed.`,
    remedy: () => WAIT_FOR_CLOSTE,
  },
  'certificate-incomplete-chain': {
    severity: 'error',
    message: (v) =>
      `The server shows the certificate of ${v.name} without that of its issuer, ${v.issuer}.`,
    remedy: () => 'Ask the host to serve the full chain.',
  },
  'certificate-untrusted': {
    severity: 'error',
    message: (v) =>
      `The certificate of ${v.name} comes from ${v.issuer}, which browsers do not trust.`,
    remedy: () => 'Ask the host for a certificate from a public authority.',
  },
  'certificate-expired': {
    severity: 'error',
    message: (v) => `The certificate of ${v.name} expired on ${v.validTo}.`,
    remedy: () => 'Ask the host to renew it.',
  },
  'certificate-not-yet-valid': {
    severity: 'error',
    message: (v) => `The certificate of ${v.name} is valid only from ${v.validFrom}.`,
    remedy: () => 'Wait until then, or ask the host to check its clock.',
  },
  'certificate-wrong-name': {
    severity: 'error',
    message: (v) => `The certificate shown for ${v.name} is for ${listed(v.names) || 'no name'}.`,
    remedy: () => WAIT_FOR_CLOSTE,
  },
  'certificate-wildcard-missing': {
    severity: 'error',
    message: (v) => `The certificate is for ${listed(v.names)}, but not for ${v.domain} itself.`,
    remedy: (v) => `Ask the host for a certificate that names ${v.domain}.`,
  },
  'certificate-expiring': {
    severity: 'warning',
    message: (v) => `The certificate of ${v.name} expires on ${v.validTo}.`,
    remedy: () => 'Ask the host why it was not renewed.',
  },
};

/** Every code, in the order to fix in. */
export const PROBLEM_CODES: readonly string[] = Object.keys(TEMPLATES);

export function isProblemCode(code: string): code is ProblemCode {
  return code in TEMPLATES;
}

/** The problem `code`, told with its actual values. */
export function problem<Code extends ProblemCode>(
  code: Code,
  values: ProblemValues[Code],
): Problem {
  const template = TEMPLATES[code];
  return {
    code,
    severity: template.severity,
    message: template.message(values),
    remedy: template.remedy(values),
  };
}

/** The problems with the one to fix first in front. */
export function inOrderToFix(problems: readonly Problem[]): Problem[] {
  const rank = ({ code }: Problem) => PROBLEM_CODES.indexOf(code);
  return problems.toSorted((a, b) => rank(a) - rank(b));
}
