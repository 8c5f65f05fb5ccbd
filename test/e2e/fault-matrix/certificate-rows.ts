import {
  type IssuedCertificate,
  selfSignedCertificate,
} from '../../../infra/local/sandbox/certificate-authority.ts';
import { daysFromNow } from './authorities.ts';
import { type CertificateMaker, PLACES, type Row } from './row.ts';

const { network, secondNetwork, networkV6 } = PLACES;

const WAIT = 'Wait for Closte to issue the certificate, usually 5 to 10 minutes.';
const ASK_WHETHER_UP = 'If this lasts, ask the host whether the server is up.';

const expired: CertificateMaker = ({ trusted }, name) =>
  trusted.issue({ names: [name], validFrom: daysFromNow(-90), validTo: daysFromNow(-1) });

/** The certificates that the network's servers show for a domain that points at them. */
export const CERTIFICATE_ROWS: readonly Row[] = [
  {
    situation: 'a port that nobody listens on',
    ...at('refused', PLACES.closed),
    told: [['tls-unreachable', ASK_WHETHER_UP]],
    named: [PLACES.closed],
  },
  {
    situation: 'a server that resets connections',
    ...at('reset', PLACES.resetting),
    told: [['tls-unreachable', ASK_WHETHER_UP]],
  },
  {
    situation: 'a server that closes connections',
    ...at('hung-up', PLACES.hangingUp),
    told: [['tls-unreachable', ASK_WHETHER_UP]],
  },
  {
    situation: 'a server that is silent',
    ...at('timeout', PLACES.silent),
    told: [['tls-unreachable', ASK_WHETHER_UP]],
    named: [PLACES.silent],
  },
  {
    situation: 'a server that speaks HTTP where TLS is expected',
    ...at('no-tls', PLACES.plainHttp),
    told: [['tls-handshake-failed', WAIT]],
  },
  {
    situation: 'a server without a certificate, which ends the handshake',
    ...at('no-certificate', PLACES.certificateless),
    told: [['tls-handshake-failed', WAIT]],
  },

  {
    situation: 'a server that speaks TLS 1.0 and nothing newer',
    ...at('old-tls', PLACES.oldTls),
    told: [
      [
        'tls-handshake-failed',
        'Ask the host to have the server speak TLS 1.2 or newer: browsers refuse anything older.',
      ],
    ],
    named: ['it speaks nothing newer than TLS 1.0'],
  },
  {
    situation: 'a server that offers a handshake that browsers refuse, whatever its certificate is',
    ...at('odd-tls', PLACES.oddTls),
    told: [
      [
        'tls-handshake-failed',
        'Ask the host to correct the TLS settings of the server: browsers refuse such a handshake, whatever the certificate is.',
      ],
    ],
    named: ['the handshake breaks off with'],
  },
  {
    situation: 'a certificate with a key of 1024 bits',
    ...shows('short-key', ({ trusted }, name) => trusted.issue({ names: [name], rsaBits: 1024 })),
    told: [['certificate-untrusted', 'Ask the host for a certificate from a public authority.']],
    named: ['its key is shorter than 2048 bits'],
  },
  {
    situation: 'a certificate with a key of 2048 bits',
    ...shows('rsa', ({ trusted }, name) => trusted.issue({ names: [name], rsaBits: 2048 })),
    told: [],
  },
  {
    situation: 'a certificate that is signed with SHA-1',
    ...shows('sha-1', ({ trusted }, name) => trusted.issue({ names: [name], hash: 'SHA-1' })),
    told: [['certificate-untrusted', 'Ask the host for a certificate from a public authority.']],
    named: ['SHA-1'],
  },

  {
    situation: 'a certificate from an intermediate, shown with it',
    ...shows('full-chain', ({ intermediate }, name) => intermediate.issue({ names: [name] })),
    told: [],
  },
  {
    situation: 'a certificate for the wildcard above the domain',
    ...shows('wildcard-above', ({ trusted }, name) =>
      trusted.issue({ names: [`*.${name.slice(name.indexOf('.') + 1)}`] }),
    ),
    told: [],
  },
  {
    situation: 'a self-signed certificate',
    ...shows('self-signed', (_, name) => selfSignedCertificate({ names: [name] })),
    told: [['certificate-self-signed', WAIT]],
  },
  {
    situation: 'a self-signed certificate that has expired, for another name',
    ...shows('self-signed-expired', () =>
      selfSignedCertificate({
        names: ['default.invalid'],
        validFrom: daysFromNow(-90),
        validTo: daysFromNow(-1),
      }),
    ),
    told: [['certificate-self-signed', WAIT]],
  },
  {
    situation: 'a certificate from an intermediate that is not shown',
    ...shows('incomplete', async ({ intermediate }, name) =>
      alone(await intermediate.issue({ names: [name] })),
    ),
    told: [['certificate-incomplete-chain', 'Ask the host to serve the full chain.']],
    named: ['Intermediate'],
  },
  {
    situation: 'a certificate from a root that nobody trusts, shown with it',
    ...shows('unknown-root', async ({ unknown }, name) => {
      const issued = await unknown.issue({ names: [name] });
      return { ...issued, certificatePem: issued.certificatePem + unknown.certificatePem };
    }),
    told: [['certificate-untrusted', 'Ask the host for a certificate from a public authority.']],
    named: ['Unknown Root'],
  },
  {
    situation: 'a certificate that has expired',
    ...shows('expired', expired),
    told: [['certificate-expired', 'Ask the host to renew it.']],
  },
  {
    situation: 'a certificate whose issuer has expired',
    ...shows('issuer-expired', ({ expiredIntermediate }, name) =>
      expiredIntermediate.issue({ names: [name] }),
    ),
    told: [['certificate-expired', 'Ask the host to renew it.']],
    named: ['Expired Intermediate'],
  },
  {
    situation: 'a certificate that is valid from tomorrow',
    ...shows('not-yet', ({ trusted }, name) =>
      trusted.issue({ names: [name], validFrom: daysFromNow(1) }),
    ),
    told: [['certificate-not-yet-valid', 'Wait until then, or ask the host to check its clock.']],
  },
  {
    situation: 'a certificate for other names',
    ...shows('wrong-name', ({ trusted }) =>
      trusted.issue({ names: ['network.test', '*.network.test'] }),
    ),
    told: [['certificate-wrong-name', WAIT]],
    named: ['network.test', '*.network.test'],
  },
  {
    situation: 'a certificate for no name at all',
    ...shows('no-name', ({ trusted }) => trusted.issue({ names: [] })),
    told: [['certificate-wrong-name', WAIT]],
  },
  {
    situation: 'a certificate that expires in 9 days',
    ...shows('expiring', ({ trusted }, name) =>
      trusted.issue({ names: [name], validTo: daysFromNow(9) }),
    ),
    told: [['certificate-expiring', 'Ask the host why it was not renewed.']],
  },
  {
    situation: 'a certificate that expires in 11 days',
    ...shows('not-expiring', ({ trusted }, name) =>
      trusted.issue({ names: [name], validTo: daysFromNow(11) }),
    ),
    told: [],
  },
  {
    situation: 'a wildcard domain, and a certificate for only the apex',
    domain: '*.wildcard-missing.test',
    zones: { 'wildcard-missing.test': [`* A ${network}`] },
    shown: {
      [network]: ({ trusted }) => trusted.issue({ names: ['wildcard-missing.test'] }),
    },
    told: [
      [
        'certificate-wildcard-missing',
        'Ask the host for a certificate that names *.wildcard-missing.test.',
      ],
    ],
  },
  {
    situation: 'a wildcard domain, and a certificate for only the one name that is tried',
    domain: '*.wildcard-probe.test',
    zones: { 'wildcard-probe.test': [`* A ${network}`] },
    shown: { [network]: ({ trusted }, name) => trusted.issue({ names: [name] }) },
    told: [
      [
        'certificate-wildcard-missing',
        'Ask the host for a certificate that names *.wildcard-probe.test.',
      ],
    ],
  },

  {
    situation: 'two addresses, one of which is down',
    ...at('one-down', network, PLACES.closed),
    told: [['tls-unreachable', ASK_WHETHER_UP]],
    named: [PLACES.closed],
  },
  {
    situation: 'two addresses, one of which shows a certificate that has expired',
    ...at('one-expired', network, secondNetwork),
    shown: { [secondNetwork]: expired },
    told: [['certificate-expired', 'Ask the host to renew it.']],
    named: [secondNetwork],
  },
  {
    situation: 'two addresses with something wrong at each',
    ...at('both-wrong', network, secondNetwork),
    shown: {
      [network]: (_, name) => selfSignedCertificate({ names: [name] }),
      [secondNetwork]: expired,
    },
    told: [
      ['certificate-self-signed', WAIT],
      ['certificate-expired', 'Ask the host to renew it.'],
    ],
    named: [network, secondNetwork],
  },
  {
    situation: 'an IPv4 address that is right, an IPv6 address with another’s certificate',
    ...at('v6-wrong-name', network, networkV6),
    shown: { [networkV6]: ({ trusted }) => trusted.issue({ names: ['network.test'] }) },
    needsIpv6: true,
    told: [['certificate-wrong-name', WAIT]],
    named: [networkV6, 'network.test'],
  },
  {
    situation: 'an IPv6 address that is right, an IPv4 address that is down',
    ...at('v4-down', PLACES.closed, networkV6),
    needsIpv6: true,
    told: [['tls-unreachable', ASK_WHETHER_UP]],
    named: [PLACES.closed],
  },
  {
    situation: 'an IPv4 address that is down, an IPv6 address with an expired certificate',
    ...at('v4-down-v6-expired', PLACES.closed, networkV6),
    shown: { [networkV6]: expired },
    needsIpv6: true,
    told: [
      ['tls-unreachable', ASK_WHETHER_UP],
      ['certificate-expired', 'Ask the host to renew it.'],
    ],
    named: [PLACES.closed, networkV6],
  },
];

function shows(zone: string, maker: CertificateMaker) {
  return { ...at(zone, network), shown: { [network]: maker } };
}

/** A domain with these addresses, all of which are the network's. */
function at(zone: string, ...addresses: readonly string[]) {
  const records = addresses.map(
    (address) => `shop ${address.includes(':') ? 'AAAA' : 'A'} ${address}`,
  );
  return {
    domain: `shop.${zone}.test`,
    zones: { [`${zone}.test`]: records },
    network: { addresses },
  };
}

/** The certificate without its chain. */
function alone({ certificatePem, privateKeyPem }: IssuedCertificate): IssuedCertificate {
  const [own = ''] = certificatePem.split(/(?<=-----END CERTIFICATE-----\n)/);
  return { certificatePem: own, privateKeyPem };
}
