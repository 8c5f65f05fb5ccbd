import { CERTIFICATE_PROBLEMS } from '../../../shared/problems/certificate-problems.ts';
import { describeTold, type ToldOf } from './told.ts';

const NAME = 'shop.example.com';
const WAIT = 'Wait for Closte to issue the certificate, usually 5 to 10 minutes.';

const TOLD: ToldOf<keyof typeof CERTIFICATE_PROBLEMS> = {
  'tls-unreachable': [
    [
      { name: NAME, addresses: ['203.0.113.7'], reason: 'the connection is refused' },
      '203.0.113.7 does not answer HTTPS for shop.example.com: the connection is refused.',
      'If this lasts, ask the host whether the server is up.',
    ],
    [
      {
        name: NAME,
        addresses: ['203.0.113.7', '2001:db8::7'],
        reason: 'the connection is refused',
      },
      '203.0.113.7, 2001:db8::7 do not answer HTTPS for shop.example.com: the connection is refused.',
      'If this lasts, ask the host whether the server is up.',
    ],
  ],
  'tls-handshake-failed': [
    [
      { name: NAME, addresses: ['203.0.113.7'], reason: 'it does not speak TLS' },
      '203.0.113.7 shows no certificate for shop.example.com: it does not speak TLS.',
      WAIT,
    ],
    [
      { name: NAME, addresses: ['203.0.113.7', '2001:db8::7'], reason: 'it does not speak TLS' },
      '203.0.113.7, 2001:db8::7 show no certificate for shop.example.com: it does not speak TLS.',
      WAIT,
    ],
  ],
  'certificate-self-signed': [
    [{ name: NAME }, 'The certificate that shop.example.com shows is self-signed.', WAIT],
    [
      { name: NAME, at: ['203.0.113.7', '2001:db8::7'] },
      'The certificate that shop.example.com shows at 203.0.113.7, 2001:db8::7 is self-signed.',
      WAIT,
    ],
  ],
  'certificate-incomplete-chain': [
    [
      { name: NAME, issuer: 'R11 (Let’s Encrypt)' },
      'The server shows the certificate of shop.example.com without that of its issuer, R11 (Let’s Encrypt).',
      'Ask the host to serve the full chain.',
    ],
  ],
  'certificate-untrusted': [
    [
      { name: NAME, issuer: 'Sub CA', reason: 'it is not meant for web servers' },
      'Browsers do not trust the certificate of shop.example.com from Sub CA: it is not meant for web servers.',
      'Ask the host for a certificate from a public authority.',
    ],
  ],
  'certificate-expired': [
    [
      { name: NAME, validTo: '2026-11-01T00:00:00.000Z' },
      'The certificate of shop.example.com expired on 2026-11-01 00:00 UTC.',
      'Ask the host to renew it.',
    ],
    [
      { name: NAME, validTo: '2026-11-01T00:00:00.000Z', at: ['2001:db8::7'] },
      'The certificate of shop.example.com at 2001:db8::7 expired on 2026-11-01 00:00 UTC.',
      'Ask the host to renew it.',
    ],
  ],
  'certificate-not-yet-valid': [
    [
      { name: NAME, validFrom: '2026-12-24T00:00:00.000Z' },
      'The certificate of shop.example.com is valid only from 2026-12-24 00:00 UTC.',
      'Wait until then, or ask the host to check its clock.',
    ],
  ],
  'certificate-wrong-name': [
    [
      { name: NAME, names: ['network.example.net', '*.example.net'] },
      'The certificate shown for shop.example.com is for network.example.net, *.example.net.',
      WAIT,
    ],
    [{ name: NAME, names: [] }, 'The certificate shown for shop.example.com is for no name.', WAIT],
  ],
  'certificate-wildcard-missing': [
    [
      { domain: '*.example.com', names: ['example.com'] },
      'The certificate is for example.com, but not for *.example.com itself.',
      'Ask the host for a certificate that names *.example.com.',
    ],
  ],
  'certificate-www-missing': [
    [
      { name: 'www.example.com', domain: 'example.com', names: ['example.com'] },
      'The certificate of example.com is for example.com, but not for www.example.com.',
      'Map www.example.com as well, if visitors may use it.',
    ],
  ],
  'certificate-expiring': [
    [
      { name: NAME, validTo: '2026-12-01T00:00:00.000Z' },
      'The certificate of shop.example.com expires on 2026-12-01 00:00 UTC.',
      'Ask the host why it was not renewed.',
    ],
  ],
};

describeTold('problems with the certificate', CERTIFICATE_PROBLEMS, TOLD);
