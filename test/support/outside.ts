import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import {
  type CertificateAuthority,
  createCertificateAuthority,
  type IssuedCertificate,
} from '../../infra/local/sandbox/certificate-authority.ts';
import {
  CLOSTE_API_PATH,
  type ClosteSandbox,
  closteSandbox,
} from '../../infra/local/sandbox/closte-api.ts';
import { type DnsServer, dnsServer } from '../../infra/local/sandbox/dns-server.ts';
import { type TlsServer, tlsServer } from '../../infra/local/sandbox/tls-server.ts';
import { type DnsZone, dnsZone } from './dns-zone.ts';

/**
 * Everything outside the process as real servers on loopback: Closte, DNS, and a web server whose
 * certificates a local authority issues. All of example.com points at the network, and every name
 * has its certificate, until a test says otherwise.
 */
export interface Outside {
  readonly closte: ClosteSandbox;
  /** Domains that Closte does not take. */
  readonly refused: Set<string>;
  readonly zone: DnsZone;
  readonly dns: DnsServer;
  readonly web: TlsServer;
  readonly authority: CertificateAuthority;
  /** Names that have no certificate of their own yet, or another one. */
  readonly certificates: Map<string, IssuedCertificate | undefined>;
  /** Removes an alias at Closte, as a person may there. */
  removeByHand(domain: string): Promise<void>;
  /** How often Closte was asked at each endpoint, for one domain or in all. */
  calls(domain?: string): Record<string, number>;
  /** The settings that point at these servers, for this process or a child. */
  readonly environment: Readonly<Record<string, string>>;
  /** A folder of this test's own. */
  readonly folder: string;
  close(): Promise<void>;
}

export const API_KEY = 'the-key-of-the-tests';

export async function startOutside(): Promise<Outside> {
  const folder = await mkdtemp(join(tmpdir(), 'closte-domain-sync-'));
  const authority = await createCertificateAuthority({ name: 'Test CA' });
  const trustedBefore = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...trustedBefore, authority.certificatePem]);
  await writeFile(join(folder, 'ca.pem'), authority.certificatePem);

  const refused = new Set<string>();
  const closte = closteSandbox({ apiKey: API_KEY, refuses: (domain) => refused.has(domain) });
  const api = createServer(closte.handler);
  await new Promise<void>((listening) => api.listen(0, '127.0.0.1', listening));
  const address = api.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  const zone = dnsZone({
    'example.com': ['A 127.0.0.1'],
    '*.example.com': ['A 127.0.0.1'],
    'elsewhere.example.com': ['A 127.0.0.9'],
  });
  const dns = await dnsServer({ resolve: zone.resolve });

  const issued = new Map<string, Promise<IssuedCertificate>>();
  const certificates = new Map<string, IssuedCertificate | undefined>();
  const web = await tlsServer({
    async certificateFor(name) {
      if (certificates.has(name)) return certificates.get(name);
      const certificate = issued.get(name) ?? authority.issue({ names: namesFor(name) });
      issued.set(name, certificate);
      return certificate;
    },
  });

  return {
    closte,
    refused,
    zone,
    dns,
    web,
    authority,
    certificates,
    folder,
    async removeByHand(domain) {
      const wildcard = domain.startsWith('*.') ? '1' : '0';
      await fetch(`http://127.0.0.1:${address.port}${CLOSTE_API_PATH}/deletedomainalias`, {
        method: 'POST',
        body: new URLSearchParams({ apikey: API_KEY, domain, wildcard }),
      });
    },
    calls(domain) {
      const counts: Record<string, number> = {};
      for (const { endpoint, fields } of closte.calls) {
        if (domain !== undefined && fields.domain !== domain) continue;
        counts[endpoint] = (counts[endpoint] ?? 0) + 1;
      }
      return counts;
    },
    environment: {
      STORE: `sqlite:${join(folder, 'domains.db')}`,
      CLOSTE_CLIENT_API_KEY: API_KEY,
      CLOSTE_API_URL: `http://127.0.0.1:${address.port}${CLOSTE_API_PATH}`,
      NETWORK_ADDRESSES: '127.0.0.1',
      DNS_SERVERS: dns.server,
      TLS_PORT: String(web.port),
      ALLOW_PRIVATE_ADDRESSES: 'true',
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
    },
    async close() {
      tls.setDefaultCACertificates(trustedBefore);
      api.closeAllConnections();
      await Promise.all([
        new Promise((closed) => api.close(closed)),
        dns.close(),
        web.close(),
        rm(folder, { recursive: true, force: true }),
      ]);
    },
  };
}

/** A name under the wildcard that is probed gets the wildcard's certificate. */
function namesFor(name: string): string[] {
  return name.startsWith('closte-domain-sync-probe.')
    ? [name.replace('closte-domain-sync-probe', '*')]
    : [name];
}
