import assert from 'node:assert/strict';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import {
  addressesToPointAt,
  recordsWanted,
} from '../../../../shared/verification/dns/wanted-records.ts';

const NETWORK = 'network.example.net';

describe('the records that a domain should have', () => {
  for (const [domain, network, addresses, wanted] of [
    ['shop.example.com', NETWORK, ['203.0.113.7'], [`CNAME ${NETWORK}`, 'A 203.0.113.7']],
    ['shop.example.com', NETWORK, [], [`CNAME ${NETWORK}`]],
    ['shop.example.com', undefined, ['203.0.113.7'], ['A 203.0.113.7']],
    ['*.example.com', NETWORK, ['203.0.113.7'], [`CNAME ${NETWORK}`, 'A 203.0.113.7']],
    // Registrable domains cannot have a CNAME.
    ['example.com', NETWORK, ['203.0.113.7'], ['A 203.0.113.7']],
    ['example.co.uk', NETWORK, ['203.0.113.7'], ['A 203.0.113.7']],
    [
      'example.com',
      NETWORK,
      ['203.0.113.7', '203.0.113.8', '2001:db8::7'],
      ['A 203.0.113.7', 'A 203.0.113.8', 'AAAA 2001:db8::7'],
    ],
    // Nor can a name that would point at itself.
    [NETWORK, NETWORK, ['203.0.113.7'], ['A 203.0.113.7']],
  ] as const) {
    it(`of ${domain}, for ${network} ${addresses}: ${wanted.join(' or ')}`, () => {
      const name = parseDomainName(domain);
      const records = recordsWanted(name, network, addresses);
      assert.deepEqual(
        records.map((record) => [record.name, `${record.type} ${record.value}`]),
        wanted.map((text) => [domain, text]),
      );
    });
  }

  it('are addresses at the apex of a zone, whatever is above it', () => {
    const wanted = recordsWanted(parseDomainName('pulse.cio.gov'), NETWORK, ['203.0.113.7'], true);
    assert.deepEqual(
      wanted.map(({ type }) => type),
      ['A'],
    );
  });

  it('are limited in number', () => {
    const addresses = Array.from({ length: 300 }, (_, i) => `203.0.113.${i % 256}`);
    const wanted = recordsWanted(parseDomainName('example.com'), undefined, addresses);
    assert.equal(wanted.length, 16);
  });

  it('never lead to a private address', () => {
    const addresses = ['10.0.0.1', '34.1.1.1', 'fd00::1', '2600::1', '203.0.113.7'];
    assert.deepEqual(addressesToPointAt(addresses, false), ['34.1.1.1', '2600::1', '203.0.113.7']);
    assert.deepEqual(addressesToPointAt(addresses, true), addresses);
  });
});
