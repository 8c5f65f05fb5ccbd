import { DNS_PORT, dnsServerIn } from '../../../settings/dns-server.ts';

export { DNS_PORT };

/** Where a DNS server listens. */
export interface Endpoint {
  /** An IP address, so that connecting looks nothing up. */
  readonly address: string;
  readonly port: number;
}

/**
 * Reads `ip`, `ip:port`, or `[v6]:port`, as the settings do.
 *
 * @throws {TypeError} if it is none of them
 */
export function parseEndpoint(text: string): Endpoint {
  const endpoint = dnsServerIn(text);
  if (endpoint) return endpoint;
  throw new TypeError(`not the address of a DNS server: ${JSON.stringify(text)}`);
}

/** The way back; without the port where it is the usual one. */
export function endpointText({ address, port }: Endpoint): string {
  if (port === DNS_PORT) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
