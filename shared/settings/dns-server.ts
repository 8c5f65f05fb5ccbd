import { isIP } from 'node:net';

/** The port of a DNS server for which no other port is given. */
export const DNS_PORT = 53;

/**
 * Reads `203.0.113.7`, `203.0.113.7:53`, `2001:db8::1` or `[2001:db8::1]:53`; undefined if the text is none
 * of these.
 */
export function dnsServerIn(
  text: string,
): { readonly address: string; readonly port: number } | undefined {
  if (isIP(text) !== 0) return { address: text, port: DNS_PORT };
  const [, v6, v4, digits = String(DNS_PORT)] =
    /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = v6 ?? v4 ?? '';
  const port = Number(digits);
  if (isIP(address) !== (v6 === undefined ? 4 : 6) || port < 1 || port > 65_535) return undefined;
  return { address, port };
}
