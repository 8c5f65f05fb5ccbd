import { DNS_PORT, dnsServerIn } from '../../../settings/dns-server.ts';

export { DNS_PORT };

/** Where a DNS server listens. */
export interface Endpoint {
  /** An IP address, so that connecting needs no look-up. */
  readonly address: string;
  readonly port: number;
}

/**
 * Reads `ip`, `ip:port`, or `[v6]:port`, as in the settings.
 *
 * @throws {TypeError} if the text is none of these
 */
export function parseEndpoint(text: string): Endpoint {
  const endpoint = dnsServerIn(text);
  if (endpoint) return endpoint;
  throw new TypeError(`not the address of a DNS server: ${JSON.stringify(text)}`);
}

/** The reverse of {@link parseEndpoint}; the usual port is left out. */
export function endpointText({ address, port }: Endpoint): string {
  if (port === DNS_PORT) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
