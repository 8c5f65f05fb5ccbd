import assert from 'node:assert/strict';
import { DNS_HOSTS, hostOf } from '../../../shared/problems/dns-hosts.ts';

describe('the host of a zone', () => {
  for (const [servers, name] of [
    [['ada.ns.cloudflare.com', 'bob.ns.cloudflare.com'], 'Cloudflare'],
    [['ADA.NS.Cloudflare.com'], 'Cloudflare'],
    [['ns53.domaincontrol.com', 'ns54.domaincontrol.com'], 'GoDaddy'],
    [['dns1.registrar-servers.com'], 'Namecheap'],
    [
      [
        'ns-1.awsdns-00.com',
        'ns-1024.awsdns-00.org',
        'ns-1536.awsdns-00.co.uk',
        'ns-512.awsdns-00.net',
      ],
      'Amazon Route 53',
    ],
    [['ns1-01.azure-dns.com', 'ns2-01.azure-dns.net'], 'Azure DNS'],
    [['hydrogen.ns.hetzner.com', 'helium.ns.hetzner.de'], 'Hetzner'],
    [['ns1045.ui-dns.biz', 'ns1045.ui-dns.de'], 'IONOS'],
    // Hosts whose zones are on the same servers.
    [['dns1.p01.nsone.net'], 'Netlify or NS1'],
    [['ns-cloud-a1.googledomains.com'], 'Squarespace or Google Cloud DNS'],
    [['root-dns.netcup.net', 'second-dns.netcup.net'], 'netcup'],
    // Nobody, or nobody that is known.
    [[], undefined],
    [['ns1.example.com'], undefined],
    // Of several hosts.
    [['ada.ns.cloudflare.com', 'ns53.domaincontrol.com'], undefined],
    [['ada.ns.cloudflare.com', 'ns1.example.com'], undefined],
    // Names that only look like theirs.
    [['ada.ns.cloudflare.com.example.com'], undefined],
    [['evilns.cloudflare.com'], undefined],
    [['ns.cloudflare.com'], undefined],
    [['ns1.xdomaincontrol.com'], undefined],
    [['ns1.awsdns.com'], undefined],
    [['ns-1.awsdns-00.example.com'], undefined],
  ] as const) {
    it(`with ${servers.join(', ') || 'no server'} is ${name ?? 'not known'}`, () => {
      assert.equal(hostOf(servers)?.name, name);
    });
  }
});

describe('the table of hosts', () => {
  it('has forty at least, each with a page of its own', () => {
    assert.ok(DNS_HOSTS.length >= 40);
    assert.equal(new Set(DNS_HOSTS.map(({ name }) => name)).size, DNS_HOSTS.length);
    for (const { help } of DNS_HOSTS) assert.equal(new URL(help).protocol, 'https:');
  });

  it('has every ending once, as a name is spelled', () => {
    const endings = DNS_HOSTS.flatMap((one) => one.endings);
    assert.equal(new Set(endings).size, endings.length);
    for (const ending of endings) assert.match(ending, /^[a-z0-9-]+\*?(\.[a-z0-9-]+)+$/);
  });

  it('knows a server of each of its endings', () => {
    for (const { name, endings } of DNS_HOSTS) {
      for (const ending of endings) {
        assert.equal(hostOf([`ns1.${ending.replace('*', '07')}`])?.name, name, ending);
      }
    }
  });
});
