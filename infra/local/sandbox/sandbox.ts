import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { type ClosteSandbox, closteSandbox } from './closte-api.ts';
import { dnsServer } from './dns-server.ts';
import { certificates, openAuthority } from './sandbox-certificates.ts';
import { CLOSTE_PATH, sandboxControl } from './sandbox-control.ts';
import { sandboxDns } from './sandbox-dns.ts';
import { loadState, type SandboxState, saveState } from './sandbox-state.ts';
import { tlsServer } from './tls-server.ts';

export interface SandboxOptions {
  /** The folder for its state, which it keeps from one run to the next. */
  readonly directory: string;
  readonly networkDomain: string;
  /** The addresses that every name points at unless it is overridden. */
  readonly networkAddresses: readonly string[];
  /** The time from adding an alias to its certificate, in milliseconds. */
  readonly issuanceDelayMs: number;
}

/** A stand-in for the outside world: Closte, the DNS, and the servers of the network. */
export interface Sandbox extends AsyncDisposable {
  /** Answers everything under `/sandbox`: Closte's API, and the controls of the sandbox. */
  readonly handler: RequestListener;
  readonly closte: ClosteSandbox;
  /** The settings with which the functions use the sandbox instead of the outside world. */
  environment(origin: string): Readonly<Record<string, string>>;
  /** PEM: the certificate of its authority. */
  readonly rootCertificatePem: string;
}

const API_KEY = 'sandbox';

/**
 * Starts the servers of the sandbox, with the state of the last run.
 *
 * @throws {Error} if the folder holds something else
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { directory, networkDomain, networkAddresses, issuanceDelayMs } = options;
  const file = join(directory, 'sandbox.json');
  let state = loadState(file);
  const change = (changes: Partial<SandboxState>) => {
    const changed = { ...state, ...changes };
    saveState(file, changed);
    state = changed;
  };

  const closte = closteSandbox({
    apiKey: API_KEY,
    issuanceDelayMs,
    refuses: (domain) => state.refusals.includes(domain),
    initialAliases: state.aliases,
    onChange: (aliases) => change({ aliases: [...aliases] }),
  });

  // Names that Closte refuses are served already, and so are the network's own.
  const served = () => [networkDomain, `*.${networkDomain}`, ...state.refusals];
  const hasCertificate = (domain: string) =>
    (closte.certificateReadyAt(domain) ?? Number.POSITIVE_INFINITY) <= Date.now() ||
    served().includes(domain);

  const authority = await openAuthority(directory);
  await using opened = new AsyncDisposableStack();
  const dns = await dnsServer({ resolve: sandboxDns(networkAddresses, () => state.dns) });
  opened.defer(dns.close);
  const tls = await tlsServer({ certificateFor: certificates(authority, hasCertificate) });
  opened.defer(tls.close);
  const servers = opened.move();

  const world = {
    DNS_SERVERS: dns.server,
    TLS_PORT: String(tls.port),
    ALLOW_PRIVATE_ADDRESSES: 'true',
  };
  const network = {
    NETWORK_DOMAIN: networkDomain,
    NETWORK_ADDRESSES: networkAddresses.join(','),
  };
  const access = {
    settings: { ...world, ...network },
    certificateAuthority: authority.certificatePem,
  };

  return {
    handler: sandboxControl({ closte, state: () => state, change, access }),
    closte,
    environment: (origin) => ({
      CLOSTE_API_URL: `${origin}${CLOSTE_PATH}`,
      CLOSTE_CLIENT_API_KEY: API_KEY,
      ...world,
    }),
    rootCertificatePem: authority.certificatePem,
    [Symbol.asyncDispose]: () => servers.disposeAsync(),
  };
}
