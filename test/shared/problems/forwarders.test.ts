import assert from 'node:assert/strict';
import { forwarderAt } from '../../../shared/problems/forwarders.ts';

describe('the DNS host that forwards or parks domains', () => {
  for (const [address, host] of [
    ['3.33.130.190', 'GoDaddy'],
    ['162.255.119.250', 'Namecheap'],
    ['192.64.119.1', 'Namecheap'],
    ['44.227.76.166', 'Porkbun'],
    ['3.33.130.19', undefined],
    ['192.64.118.1', undefined],
    ['162.255.11.9', undefined],
    ['2001:db8::9', undefined],
  ] as const) {
    it(`at ${address} is ${host ?? 'not known'}`, () => {
      assert.equal(forwarderAt(address), host);
    });
  }
});
