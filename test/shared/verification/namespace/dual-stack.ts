import { writeSync } from 'node:fs';
import tls from 'node:tls';
import { createCertificateAuthority } from '../../../../infra/local/sandbox/certificate-authority.ts';
import { dnsServer } from '../../../../infra/local/sandbox/dns-server.ts';
import { tlsServer } from '../../../../infra/local/sandbox/tls-server.ts';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import { checkCertificate } from '../../../../shared/verification/certificate/check-certificate.ts';
import { openEgress } from '../../../../shared/verification/egress.ts';

/**
 * Checks the certificate of a domain with IPv4 and IPv6, in a network namespace where both addresses, and
 * those of a root server, are this machine's own as far as they are there. It is called with the
 * addresses to serve, and prints the result as a line of JSON.
 */

const SHOP = 'shop.example.com';
const [, , ...served] = process.argv;
const root = await createCertificateAuthority({ name: 'Trusted Root' });
tls.setDefaultCACertificates([...tls.getCACertificates('default'), root.certificatePem]);
const certificate = await root.issue({ names: [SHOP] });
for (const address of served) {
  await tlsServer({ certificateFor: () => certificate, address, port: 443 });
}
for (const address of ['198.41.0.4', '2001:503:ba3e::2:30']) {
  const resolve = () => ({ code: 'REFUSED', records: [] }) as const;
  await dnsServer({ resolve, address, port: 53 }).catch(() => undefined);
}

const told: string[] = [];
const warn = (_: object, message?: string) => told.push(message ?? '');
const { verdict, problems } = await checkCertificate(
  parseDomainName(SHOP),
  ['34.1.1.1', '2600::1'],
  {
    port: 443,
    allowPrivateAddresses: false,
    egress: openEgress({ log: { warn }, now: Date.now }),
    now: Date.now,
    signal: new AbortController().signal,
  },
);
const codes = problems.map(({ code }) => code);
writeSync(1, `${JSON.stringify({ outcome: [verdict, ...codes].join(' '), told })}\n`);
process.exit();
