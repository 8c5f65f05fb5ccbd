import type { Sentence } from './sentence.ts';

export const CERTIFICATE_SENTENCES = {
  'certificate.at': ' at {addresses}',
  'certificate.no-name': 'no name',
  'certificate.wait-for-closte':
    'Wait for Closte to issue the certificate, usually 5 to 10 minutes.',
  'certificate.waits-for.proxy':
    'The certificate belongs to the proxy: have one issued there for this name, or let DNS lead to the host directly ("DNS only").',
  'certificate.waits-for.alias':
    'The host issues no certificate for a domain that it refuses: map another domain, or ask the host.',
  'certificate.waits-for.registry':
    'The host issues the certificate once the registry answers look-ups of CAA records.',
  'certificate.waits-for.support': 'Ask the host why it issues no certificate: it is long overdue.',
  'certificate.its-issuer': 'its issuer {subject}',

  'tls-unreachable.when': 'The connection is refused or reset, or times out.',
  'tls-unreachable.message': {
    one: '{addresses} does not answer HTTPS for {name}: {reason}.',
    other: '{addresses} do not answer HTTPS for {name}: {reason}.',
  },
  'tls-unreachable.remedy': 'If this lasts, ask the host whether the server is up.',
  'tls-unreachable.reason.no-route': 'there is no route to it from here',
  'tls-unreachable.reason.not-public': 'it is not on the public Internet',
  'tls-unreachable.reason.refused': 'the connection is refused',
  'tls-unreachable.reason.closed': 'it closes the connection during the handshake',
  'tls-unreachable.reason.host-unreachable': 'the host is unreachable',
  'tls-unreachable.reason.timed-out': 'the connection timed out',
  'tls-unreachable.reason.no-connection': 'no connection within {seconds} s',
  'tls-unreachable.reason.no-handshake': 'no TLS handshake within {seconds} s',

  'tls-handshake-failed.when':
    'The server does not speak TLS, or has no certificate for this name.',
  'tls-handshake-failed.message': {
    one: '{addresses} shows no certificate for {name}: {reason}.',
    other: '{addresses} show no certificate for {name}: {reason}.',
  },
  'tls-handshake-failed.remedy.old-version':
    'Ask the host to have the server speak TLS 1.2 or newer: browsers refuse anything older.',
  'tls-handshake-failed.remedy.settings':
    'Ask the host to correct the TLS settings of the server: browsers refuse such a handshake, whatever the certificate is.',
  'tls-handshake-failed.reason.old-version': 'it speaks nothing newer than {version}',
  'tls-handshake-failed.reason.not-tls': 'it does not speak TLS',
  'tls-handshake-failed.reason.unknown-name': 'it knows no such name (TLS alert "{alert}")',
  'tls-handshake-failed.reason.alert': 'it answers with the TLS alert "{alert}"',
  'tls-handshake-failed.reason.breaks-off': 'the handshake breaks off with "{error}"',
  'tls-handshake-failed.reason.none': 'it sends none',
  'tls-handshake-failed.reason.unreadable': 'it sends no valid one',

  'certificate-self-signed.when':
    'The certificate is signed with its own key, not by an authority.',
  'certificate-self-signed.message': 'The certificate that {name} shows{at} is self-signed.',

  'certificate-incomplete-chain.when':
    'The server does not show the certificate of the issuer, so browsers may not be able to complete the chain to a root.',
  'certificate-incomplete-chain.message':
    'The server{at} shows the certificate of {name} without that of its issuer, {issuer}.',
  'certificate-incomplete-chain.remedy': 'Ask the host to serve the full chain.',

  'certificate-untrusted.when':
    'The chain ends in a root that browsers do not trust, or is not valid for a web server.',
  'certificate-untrusted.message':
    'Browsers do not trust the certificate of {name}{at} from {issuer}: {reason}.',
  'certificate-untrusted.remedy': 'Ask the host for a certificate from a public authority.',
  'certificate-untrusted.reason.purpose': 'it is not meant for web servers',
  'certificate-untrusted.reason.no-authority':
    'a certificate in its chain does not belong to an authority',
  'certificate-untrusted.reason.path-length':
    'an authority in its chain is not allowed to certify other authorities',
  'certificate-untrusted.reason.signature': 'a signature in its chain is wrong',
  'certificate-untrusted.reason.short-key': 'its key is shorter than 2048 bits',
  'certificate-untrusted.reason.short-key-above':
    'the key of an authority in its chain is shorter than 2048 bits',
  'certificate-untrusted.reason.weak-hash':
    'a signature in its chain is made with SHA-1 or older, which can be forged',
  'certificate-untrusted.reason.chain-length': 'its chain is too long',
  'certificate-untrusted.reason.revoked': 'it was revoked',
  'certificate-untrusted.reason.unknown-root': 'its chain ends in {top}, which they do not know',
  'certificate-untrusted.reason.unknown-issuer':
    'its chain ends with {top}, whose issuer they do not know',

  'certificate-expired.when': 'The certificate, or one above it, is no longer valid.',
  'certificate-expired.message': 'The certificate of {name}{at} expired on {validTo}.',
  'certificate-expired.remedy': 'Ask the host to renew it.',

  'certificate-not-yet-valid.when': 'The certificate, or one above it, is not valid yet.',
  'certificate-not-yet-valid.message':
    'The certificate of {name}{at} is valid only from {validFrom}.',
  'certificate-not-yet-valid.remedy': 'Wait until then, or ask the host to check its clock.',

  'certificate-wrong-name.when': 'The certificate is for other names.',
  'certificate-wrong-name.message': 'The certificate shown for {name}{at} is for {names}.',

  'certificate-wildcard-missing.when':
    'The certificate is valid for the name that was tried, but not for the wildcard itself.',
  'certificate-wildcard-missing.message':
    'The certificate{at} is for {names}, but not for {domain} itself.',
  'certificate-wildcard-missing.remedy': 'Ask the host for a certificate that names {domain}.',

  'certificate-www-missing.when':
    'The www twin of the domain points here too, and the certificate does not name it.',
  'certificate-www-missing.message':
    'The certificate of {domain}{at} is for {names}, but not for {name}.',
  'certificate-www-missing.remedy': 'Map {name} as well, if visitors may use it.',

  'certificate-expiring.when': 'The certificate expires within 10 days.',
  'certificate-expiring.message': 'The certificate of {name}{at} expires on {validTo}.',
  'certificate-expiring.remedy': 'Ask the host why it was not renewed.',
} as const satisfies Record<string, Sentence>;
