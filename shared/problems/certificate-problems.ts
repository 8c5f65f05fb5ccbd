import { listed, template } from './problem.ts';

/** The addresses that show it, given where others of the domain do not. */
interface At {
  readonly at?: readonly string[];
}

interface Unseen {
  readonly name: string;
  /** Those of the domain's addresses that it is about. */
  readonly addresses: readonly string[];
  readonly reason: string;
}

const at = (v: At) => (v.at ? ` at ${listed(v.at)}` : '');
const WAIT_FOR_CLOSTE = 'Wait for Closte to issue the certificate, usually 5 to 10 minutes.';
const NAME = 'shop.example.com';
/** Without permission the authority issues none, so what is shown is an old one or another's. */
const NONE_ISSUED = ['caa-forbids-issuer'];

export const CERTIFICATE_PROBLEMS = {
  'tls-unreachable': template<Unseen>({
    severity: 'error',
    when: 'The connection is refused, reset or times out.',
    message: (v) => `${subject(v, 'does', 'do')} not answer HTTPS for ${v.name}: ${v.reason}.`,
    remedy: () => 'Ask the host whether the server is up, if this lasts.',
    example: { name: NAME, addresses: ['203.0.113.7'], reason: 'the connection is refused' },
  }),
  'tls-handshake-failed': template<Unseen>({
    severity: 'error',
    when: 'The server speaks no TLS, or has no certificate for this name.',
    message: (v) => `${subject(v, 'shows', 'show')} no certificate for ${v.name}: ${v.reason}.`,
    remedy: () => WAIT_FOR_CLOSTE,
    example: { name: NAME, addresses: ['203.0.113.7'], reason: 'it does not speak TLS' },
    followsFrom: NONE_ISSUED,
  }),
  'certificate-self-signed': template<At & { readonly name: string }>({
    severity: 'error',
    when: 'The certificate vouches for itself.',
    message: (v) => `The certificate that ${v.name} shows${at(v)} is self-signed.`,
    remedy: () => WAIT_FOR_CLOSTE,
    example: { name: NAME },
    followsFrom: NONE_ISSUED,
  }),
  'certificate-incomplete-chain': template<At & { readonly name: string; readonly issuer: string }>(
    {
      severity: 'error',
      when: 'The server does not show the certificate of the issuer, so browsers may not find their way to a root.',
      message: (v) =>
        `The server${at(v)} shows the certificate of ${v.name} without that of its issuer, ${v.issuer}.`,
      remedy: () => 'Ask the host to serve the full chain.',
      example: { name: NAME, issuer: "R11 (Let's Encrypt)" },
    },
  ),
  'certificate-untrusted': template<
    At & { readonly name: string; readonly issuer: string; readonly reason: string }
  >({
    severity: 'error',
    when: 'The chain ends in a root that browsers do not trust, or is no chain for a web server.',
    message: (v) =>
      `Browsers do not trust the certificate of ${v.name}${at(v)} from ${v.issuer}: ${v.reason}.`,
    remedy: () => 'Ask the host for a certificate from a public authority.',
    example: {
      name: NAME,
      issuer: 'Example Issuing CA',
      reason: 'its chain ends in Example Root, which they do not know',
    },
  }),
  'certificate-expired': template<At & { readonly name: string; readonly validTo: string }>({
    severity: 'error',
    when: 'The certificate, or one above it, is no longer valid.',
    message: (v) => `The certificate of ${v.name}${at(v)} expired on ${v.validTo}.`,
    remedy: () => 'Ask the host to renew it.',
    example: { name: NAME, validTo: '2026-11-01T00:00:00.000Z' },
    followsFrom: NONE_ISSUED,
  }),
  'certificate-not-yet-valid': template<At & { readonly name: string; readonly validFrom: string }>(
    {
      severity: 'error',
      when: 'The certificate, or one above it, is valid only later.',
      message: (v) => `The certificate of ${v.name}${at(v)} is valid only from ${v.validFrom}.`,
      remedy: () => 'Wait until then, or ask the host to check its clock.',
      example: { name: NAME, validFrom: '2026-12-24T00:00:00.000Z' },
    },
  ),
  'certificate-wrong-name': template<
    At & { readonly name: string; readonly names: readonly string[] }
  >({
    severity: 'error',
    when: 'The certificate is for other names.',
    message: (v) =>
      `The certificate shown for ${v.name}${at(v)} is for ${listed(v.names) || 'no name'}.`,
    remedy: () => WAIT_FOR_CLOSTE,
    example: { name: NAME, names: ['network.example.net'] },
    followsFrom: NONE_ISSUED,
  }),
  'certificate-wildcard-missing': template<
    At & { readonly domain: string; readonly names: readonly string[] }
  >({
    severity: 'error',
    when: 'It is valid for the name that was tried, but not for the wildcard itself.',
    message: (v) =>
      `The certificate${at(v)} is for ${listed(v.names)}, but not for ${v.domain} itself.`,
    remedy: (v) => `Ask the host for a certificate that names ${v.domain}.`,
    example: { domain: '*.example.com', names: ['example.com'] },
    followsFrom: NONE_ISSUED,
  }),
  'certificate-www-missing': template<
    At & { readonly name: string; readonly domain: string; readonly names: readonly string[] }
  >({
    severity: 'warning',
    when: 'The www twin of the domain points here too, and the certificate does not name it.',
    message: (v) =>
      `The certificate of ${v.domain}${at(v)} is for ${listed(v.names)}, but not for ${v.name}.`,
    remedy: (v) => `If visitors may use it: map ${v.name} as well.`,
    example: { name: 'www.example.com', domain: 'example.com', names: ['example.com'] },
    followsFrom: NONE_ISSUED,
  }),
  'certificate-expiring': template<At & { readonly name: string; readonly validTo: string }>({
    severity: 'warning',
    when: 'There are 10 days left or fewer.',
    message: (v) => `The certificate of ${v.name}${at(v)} expires on ${v.validTo}.`,
    remedy: () => 'Ask the host why it was not renewed.',
    example: { name: NAME, validTo: '2026-12-01T00:00:00.000Z' },
    followsFrom: NONE_ISSUED,
  }),
};

function subject({ addresses }: Unseen, one: string, more: string): string {
  return `${listed(addresses)} ${addresses.length > 1 ? more : one}`;
}
