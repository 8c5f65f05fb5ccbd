import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fetchRanges, withRanges } from '../../../infra/proxies/refresh.ts';
import { PROXY_SOURCES } from '../../../infra/proxies/sources.ts';
import { isBlock, knownProxy } from '../../../shared/verification/known-proxy.ts';
import { PROXY_RANGES } from '../../../shared/verification/proxy-ranges.ts';

const SAID: Readonly<Record<string, unknown>> = {
  Cloudflare: { result: { ipv4_cidrs: ['104.16.0.0/13'], ipv6_cidrs: ['2606:4700::/32'] } },
  Fastly: { addresses: ['151.101.0.0/16'], ipv6_addresses: ['2a04:4e40::/32'] },
  CloudFront: {
    prefixes: [
      { service: 'EC2', ip_prefix: '3.0.0.0/15' },
      { service: 'CLOUDFRONT', ip_prefix: '13.224.0.0/14' },
    ],
    ipv6_prefixes: [
      { service: 'S3', ipv6_prefix: '2600:1f00::/24' },
      { service: 'CLOUDFRONT', ipv6_prefix: '2600:9000:3000::/36' },
    ],
  },
  Imperva: { ipRanges: ['45.60.0.0/16'], ipv6Ranges: ['2a02:e980::/29'] },
  Sucuri:
    '<p>somewhere in 192.124.249.x.<br>192.88.134.0/23</p><li>2a02:fe80::/29</li> 192.88.134.0/23 a/b 1/2',
};

/** The answers of the sources, from a local server. */
async function fetched(said: Readonly<Record<string, unknown>>) {
  const server = createServer(({ url = '' }, response) => {
    const body = said[url.slice(1)];
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    const sources = PROXY_SOURCES.map((one) => ({
      ...one,
      url: `http://127.0.0.1:${address.port}/${one.name}`,
    }));
    return await fetchRanges(sources, new Date('2026-11-26T10:00:00Z'));
  } finally {
    server.close();
  }
}

describe('the addresses of proxies', () => {
  it('are fetched with the current day', async () => {
    const ranges = await fetched(SAID);
    assert.deepEqual(
      ranges.map(({ name, asOf, blocks }) => [name, asOf, ...blocks]),
      [
        ['Cloudflare', '2026-11-26', '104.16.0.0/13', '2606:4700::/32'],
        ['Fastly', '2026-11-26', '151.101.0.0/16', '2a04:4e40::/32'],
        ['CloudFront', '2026-11-26', '13.224.0.0/14', '2600:9000:3000::/36'],
        ['Imperva', '2026-11-26', '45.60.0.0/16', '2a02:e980::/29'],
        ['Sucuri', '2026-11-26', '192.124.249.0/24', '192.88.134.0/23', '2a02:fe80::/29'],
      ],
    );
  });

  for (const [what, said] of [
    ['of another form', { addresses: [] }],
    ['that is none', { addresses: [], ipv6_addresses: [] }],
    ['of everything', { addresses: ['0.0.0.0/0'], ipv6_addresses: [] }],
    ['that are no blocks', { addresses: ['151.101.0.0'], ipv6_addresses: [] }],
    ['that could be code', { addresses: ["1.1.1.0/24', evil('"], ipv6_addresses: [] }],
  ] as const) {
    it(`are refused from an answer ${what}`, async () => {
      await assert.rejects(fetched({ ...SAID, Fastly: said }));
    });
  }

  it('are refused from a page without any', async () => {
    await assert.rejects(fetched({ ...SAID, Sucuri: '<p>We have moved.</p>' }));
  });

  it('replace the previous ones', async () => {
    const file = await readFile('shared/verification/proxy-ranges.ts', 'utf8');
    const written = withRanges(file, await fetched(SAID));
    assert.ok(written.includes('export interface ProxyRanges'));
    assert.ok(written.includes('2026-11-26'));
    assert.ok(!written.includes('173.245.48.0/20'));
  });

  it('are all blocks', () => {
    for (const { name, blocks } of PROXY_RANGES) {
      assert.deepEqual(
        blocks.filter((block) => !isBlock(block)),
        [],
        name,
      );
    }
  });

  it('are known of every source, with a day', () => {
    assert.deepEqual(
      PROXY_RANGES.map(({ name, source }) => [name, source]),
      PROXY_SOURCES.map(({ name, url }) => [name, url]),
    );
    for (const { asOf } of PROXY_RANGES) assert.match(asOf, /^\d{4}-\d\d-\d\d$/);
  });

  for (const [addresses, proxy] of [
    [['104.21.57.64', '172.67.189.95'], 'Cloudflare'],
    [['104.21.57.64', '2606:4700:3031::6815:3940'], 'Cloudflare'],
    [['151.101.1.195'], 'Fastly'],
    [['13.224.0.9', '2600:9000:3000::1'], 'CloudFront'],
    [['45.60.1.2'], 'Imperva'],
    [['192.124.249.7'], 'Sucuri'],
    [['151.101.1.195', '104.21.57.64'], undefined],
    [['104.21.57.64', '203.0.113.7'], undefined],
    [['203.0.113.7'], undefined],
    [[], undefined],
  ] as const) {
    it(`show whose ${addresses.join(', ') || 'none'} are: ${proxy ?? 'nobody’s'}`, () => {
      assert.equal(knownProxy(addresses), proxy);
    });
  }
});
