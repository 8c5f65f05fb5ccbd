import assert from 'node:assert/strict';
import { areOfHold, areOfParking } from '../../../shared/problems/parking-servers.ts';

for (const [what, are, ending, other] of [
  ['of domains on hold', areOfHold, 'renewyourname.net', 'sedoparking.com'],
  ['of parking services', areOfParking, 'sedoparking.com', 'renewyourname.net'],
] as const) {
  describe(`the name servers ${what}`, () => {
    for (const [servers, expected] of [
      [[`ns1.${ending}`, `ns2.${ending}`], true],
      [[`NS1.${ending.toUpperCase()}`], true],
      [[ending], true],
      [[], false],
      [[`ns1.${ending}`, 'ns1.example.com'], false],
      [[`ns1.${other}`], false],
      [[`ns1.not-${ending}`], false],
      [[`ns1.${ending}.example.com`], false],
    ] as const) {
      it(`are ${expected ? '' : 'not '}${servers.join(' and ') || 'none at all'}`, () => {
        assert.equal(are(servers), expected);
      });
    }
  });
}

describe('the name servers of hosts that have records of domains on hold and of others', () => {
  for (const server of [
    'ns1.hichina.com',
    'dns1.registrar-servers.com',
    'ns1.dns-parking.com',
    'ns1.namebrightdns.com',
    'ns1.dnsowl.com',
  ]) {
    it(`are neither: ${server}`, () => {
      assert.deepEqual([areOfHold([server]), areOfParking([server])], [false, false]);
    });
  }
});
