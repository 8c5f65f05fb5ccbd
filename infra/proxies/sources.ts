import * as v from 'valibot';
import { isBlock } from '../../shared/verification/known-proxy.ts';

/** Where a proxy publishes its addresses, and how they are read. */
export interface ProxySource {
  readonly name: string;
  readonly url: string;
  /** @throws {Error} if the body does not have the source's form */
  readonly blocksIn: (body: string) => readonly string[];
}

const texts = v.array(v.string());

/** The well-known proxies, except Akamai: we know of no list of its addresses. */
export const PROXY_SOURCES: readonly ProxySource[] = [
  {
    name: 'Cloudflare',
    // https://developers.cloudflare.com/api/resources/ips/methods/list/
    url: 'https://api.cloudflare.com/client/v4/ips',
    blocksIn: json(
      v.object({ result: v.object({ ipv4_cidrs: texts, ipv6_cidrs: texts }) }),
      ({ result }) => [...result.ipv4_cidrs, ...result.ipv6_cidrs],
    ),
  },
  {
    name: 'Fastly',
    // https://www.fastly.com/documentation/reference/api/utils/public-ip-list/
    url: 'https://api.fastly.com/public-ip-list',
    blocksIn: json(
      v.object({ addresses: texts, ipv6_addresses: texts }),
      ({ addresses, ipv6_addresses }) => [...addresses, ...ipv6_addresses],
    ),
  },
  {
    name: 'CloudFront',
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html
    url: 'https://ip-ranges.amazonaws.com/ip-ranges.json',
    blocksIn: json(
      v.object({
        prefixes: v.array(v.object({ service: v.string(), ip_prefix: v.string() })),
        ipv6_prefixes: v.array(v.object({ service: v.string(), ipv6_prefix: v.string() })),
      }),
      ({ prefixes, ipv6_prefixes }) => [
        ...prefixes.filter(isCloudFronts).map(({ ip_prefix }) => ip_prefix),
        ...ipv6_prefixes.filter(isCloudFronts).map(({ ipv6_prefix }) => ipv6_prefix),
      ],
    ),
  },
  {
    name: 'Imperva',
    // https://support.incapsula.com/hc/en-us/articles/200627570
    url: 'https://my.imperva.com/api/integration/v1/ips',
    blocksIn: json(v.object({ ipRanges: texts, ipv6Ranges: texts }), (said) => [
      ...said.ipRanges,
      ...said.ipv6Ranges,
    ]),
  },
  {
    name: 'Sucuri',
    // It publishes its ranges only on a page for people.
    url: 'https://docs.sucuri.net/website-firewall/sucuri-firewall-troubleshooting-guide/',
    blocksIn: onPage,
  },
];

function isCloudFronts({ service }: { readonly service: string }): boolean {
  return service === 'CLOUDFRONT';
}

function json<Schema extends v.GenericSchema>(
  schema: Schema,
  blocksIn: (said: v.InferOutput<Schema>) => readonly string[],
): ProxySource['blocksIn'] {
  return (body) => blocksIn(v.parse(schema, JSON.parse(body)));
}

/** An address block on a page; the notation `192.0.2.x` counts as one, too. */
function onPage(page: string): readonly string[] {
  const words = page.split(/[^0-9a-fx:./]/).map((word) => word.replace(/\.$/, ''));
  const blocks = words.map((word) => (word.endsWith('.x') ? `${word.slice(0, -1)}0/24` : word));
  return [...new Set(blocks.filter(isBlock))];
}
