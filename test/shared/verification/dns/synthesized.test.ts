import assert from 'node:assert/strict';
import {
  embedsOneOf,
  withoutSynthesized,
} from '../../../../shared/verification/dns/synthesized.ts';
import { type DnsScript, scriptedDns } from '../../../support/scripted-dns.ts';

const signal = new AbortController().signal;

describe('an IPv6 address', () => {
  // The examples of RFC 6052, 2.4.
  for (const address of [
    '2001:db8:c000:221::',
    '2001:db8:1c0:2:21::',
    '2001:db8:122:c000:2:2100::',
    '2001:db8:122:3c0:0:221::',
    '2001:db8:122:344:c0:2:2100::',
    '2001:db8:122:344::192.0.2.33',
    '64:ff9b::192.0.2.33',
    '64:ff9b::c000:221',
  ]) {
    it(`${address} embeds 192.0.2.33`, () => {
      assert.ok(embedsOneOf(address, ['198.51.100.1', '192.0.2.33']));
      assert.ok(!embedsOneOf(address, ['192.0.2.34']));
    });
  }

  for (const address of ['2001:db8::1', '::', '::1', '64:ff9b::']) {
    it(`${address} embeds no IPv4 address`, () => {
      assert.ok(!embedsOneOf(address, ['192.0.2.33']));
    });
  }
});

describe('AAAA records that a resolver synthesized', () => {
  const A = 'A 192.0.2.33';
  const ZONE = { 'shop.example.com': [A] };
  for (const [what, script, kind] of [
    [
      'are ignored if the zone has none',
      { resolver: { 'shop.example.com': [A, 'AAAA 64:ff9b::c000:221'] }, servers: { ns1: ZONE } },
      'no-data',
    ],
    [
      'are ignored with a network-specific prefix, too',
      { resolver: { 'shop.example.com': [A, 'AAAA 2001:db8::c000:221'] }, servers: { ns1: ZONE } },
      'no-data',
    ],
    [
      'are ignored if a CNAME record leads to a host without any',
      {
        resolver: {
          'shop.example.com': ['CNAME host.example.net'],
          'host.example.net': [A, 'AAAA 64:ff9b::c000:221'],
        },
        servers: { ns1: { 'host.example.net': [A] } },
      },
      'no-data',
    ],
    [
      'are ignored with the well-known prefix if the zone cannot be asked',
      { resolver: { 'shop.example.com': [A, 'AAAA 64:ff9b::c000:221'] } },
      'no-data',
    ],
    [
      'count as real with another prefix if the zone cannot be asked',
      { resolver: { 'shop.example.com': [A, 'AAAA 2001:db8::c000:221'] } },
      'records',
    ],
    [
      'count as real if the zone has some',
      {
        resolver: { 'shop.example.com': [A, 'AAAA 64:ff9b::c000:221'] },
        servers: { ns1: { 'shop.example.com': [A, 'AAAA 64:ff9b::c000:221'] } },
      },
      'records',
    ],
    [
      'count as real if they embed other addresses than the A records',
      { resolver: { 'shop.example.com': [A, 'AAAA 64:ff9b::a00:9'] }, servers: { ns1: ZONE } },
      'records',
    ],
    [
      'count as real if one of them embeds another address',
      {
        resolver: { 'shop.example.com': [A, 'AAAA 64:ff9b::c000:221', 'AAAA 2001:db8::9'] },
        servers: { ns1: ZONE },
      },
      'records',
    ],
  ] as const satisfies readonly (readonly [string, DnsScript, string])[]) {
    it(what, async () => {
      const dns = withoutSynthesized(scriptedDns(script));
      assert.equal((await dns.resolve('shop.example.com', 'AAAA', signal)).kind, kind);
      const [resolver] = dns.resolvers;
      assert.equal((await resolver?.lookup('shop.example.com', 'AAAA', signal))?.kind, kind);
    });
  }

  it('are suspected only if the AAAA records embed the A records', async () => {
    const script = scriptedDns({ resolver: { 'shop.example.com': [A, 'AAAA 2001:db8::9'] } });
    await withoutSynthesized(script).resolve('shop.example.com', 'AAAA', signal);
    assert.ok(!script.asked.some((one) => one.startsWith('authorities')));
  });
});
