import * as v from 'valibot';

/** Where a proxy publishes its addresses, and how they are read. */
export interface ProxySource {
  readonly name: string;
  readonly url: string;
  readonly schema: v.GenericSchema<unknown, readonly string[]>;
}

const texts = v.array(v.string());

export const PROXY_SOURCES: readonly ProxySource[] = [
  {
    name: 'Cloudflare',
    // https://developers.cloudflare.com/api/resources/ips/methods/list/
    url: 'https://api.cloudflare.com/client/v4/ips',
    schema: v.pipe(
      v.object({ result: v.object({ ipv4_cidrs: texts, ipv6_cidrs: texts }) }),
      v.transform(({ result }) => [...result.ipv4_cidrs, ...result.ipv6_cidrs]),
    ),
  },
  {
    name: 'Fastly',
    // https://www.fastly.com/documentation/reference/api/utils/public-ip-list/
    url: 'https://api.fastly.com/public-ip-list',
    schema: v.pipe(
      v.object({ addresses: texts, ipv6_addresses: texts }),
      v.transform(({ addresses, ipv6_addresses }) => [...addresses, ...ipv6_addresses]),
    ),
  },
];
