import { PROXY_PROBLEMS } from '../../../shared/problems/proxy-problems.ts';
import { describeTold, type ToldOf } from './told.ts';

const NAME = 'shop.example.com';

const TOLD: ToldOf<keyof typeof PROXY_PROBLEMS> = {
  'network-proxied': [
    [
      { name: 'network.example.net', proxy: 'Cloudflare', addresses: ['104.16.0.1'] },
      'The network (network.example.net) is behind Cloudflare: no domain can point at the addresses of a proxy (104.16.0.1).',
      'Set NETWORK_ADDRESSES to the addresses of the host itself: until then, people can be told to create CNAME records only.',
    ],
  ],
  'proof-secret-differs': [
    [
      { name: NAME, addresses: ['192.0.2.80'] },
      'A multisite answers for shop.example.com at 192.0.2.80, but its proof was made with a different secret, or for a different host name.',
      'If it is this network: set the same secret in its plugin (CLOSTE_SYNC_PROOF_SECRET, or else the secret of its API) and in MULTISITE_API_SECRET. Have the proxy pass on the host name shop.example.com unchanged',
    ],
    [
      { name: NAME, addresses: ['192.0.2.80'], wanted: [`${NAME} A 203.0.113.7`] },
      'A multisite answers for shop.example.com at 192.0.2.80, but its proof was made with a different secret, or for a different host name.',
      'If it is this network: set the same secret in its plugin (CLOSTE_SYNC_PROOF_SECRET, or else the secret of its API) and in MULTISITE_API_SECRET. Have the proxy pass on the host name shop.example.com unchanged. If it is another network: set the record shop.example.com A 203.0.113.7, which leads here',
    ],
  ],
  'dns-proxy-unproven': [
    [
      {
        name: NAME,
        proxy: 'Cloudflare',
        addresses: ['104.16.0.1'],
        wanted: [`${NAME} A 203.0.113.7`],
      },
      'shop.example.com is behind Cloudflare (104.16.0.1), and the site there did not prove to be this network.',
      'At Cloudflare, set the record shop.example.com A 203.0.113.7, with the proxy turned off for it ("DNS only"). Or keep the proxy: have it pass requests for /.well-known/closte-domain-sync/ on to this network unchanged, and ask those who run this network whether it accepts domains behind a proxy',
    ],
    [
      { name: NAME, proxy: 'Cloudflare', addresses: ['104.16.0.1'], wanted: [] },
      'shop.example.com is behind Cloudflare (104.16.0.1), and the site there did not prove to be this network.',
      'At Cloudflare, turn the proxy off for shop.example.com ("DNS only"). Or keep the proxy: have it pass requests for /.well-known/closte-domain-sync/ on to this network unchanged, and ask those who run this network whether it accepts domains behind a proxy',
    ],
    [
      { name: NAME, addresses: ['192.0.2.80'], wanted: [`${NAME} A 203.0.113.7`] },
      'shop.example.com is behind a proxy (192.0.2.80) that does not let our check through, so it cannot be told whether this network is behind it.',
      'Have the proxy pass requests for /.well-known/closte-domain-sync/ on to this network unchanged, without a login or a bot check. Or do without the proxy, and set the record shop.example.com A 203.0.113.7',
    ],
    [
      { name: NAME, addresses: ['192.0.2.80'], wanted: [] },
      'shop.example.com is behind a proxy (192.0.2.80) that does not let our check through, so it cannot be told whether this network is behind it.',
      'Have the proxy pass requests for /.well-known/closte-domain-sync/ on to this network unchanged, without a login or a bot check',
    ],
  ],
  'dns-proxied': [
    [
      { name: NAME, addresses: ['192.0.2.80', '2001:db8::80'] },
      'shop.example.com points at a proxy (192.0.2.80, 2001:db8::80) behind which this network answers.',
      'Nothing to do.',
    ],
    [
      { name: 'example.com', addresses: ['192.0.2.80'], target: 'www.example.com' },
      'example.com points at a proxy (192.0.2.80) that sends visitors on to www.example.com, where this network answers.',
      'Nothing to do.',
    ],
  ],
};

describeTold('problems with proxies', PROXY_PROBLEMS, TOLD);
