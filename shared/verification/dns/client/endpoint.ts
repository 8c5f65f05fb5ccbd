import { isIP } from 'node:net';

/** Where a DNS server listens. */
export interface Endpoint {
  /** An IP address, so that connecting looks nothing up. */
  readonly address: string;
  readonly port: number;
}

export const DNS_PORT = 53;

/**
 * Reads `ip`, `ip:port`, or `[v6]:port`.
 *
 * @throws {TypeError} if it is none of them
 */
export function parseEndpoint(text: string): Endpoint {
  if (isIP(text) !== 0) return { address: text, port: DNS_PORT };
  const [, v6, v4, digits = String(DNS_PORT)] =
    /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = v6 ?? v4 ?? '';
  const port = Number(digits);
  if (isIP(address) !== (v6 === undefined ? 4 : 6) || port < 1 || port > 65_535) {
    throw new TypeError(`not the address of a DNS server: ${JSON.stringify(text)}`);
  }
  return { address, port };
}

/** The way back; without the port where it is the usual one. */
export function endpointText({ address, port }: Endpoint): string {
  if (port === DNS_PORT) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
