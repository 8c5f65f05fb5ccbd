import assert from 'node:assert/strict';
import { problemsFound } from '../../../infra/cli/diagnosis.ts';
import { parseDomainName } from '../../../shared/domain-name.ts';
import { problem } from '../../../shared/problems/catalogue.ts';
import type { DnsFinding } from '../../../shared/problems/findings.ts';

const domain = parseDomainName('shop.example.com');
const RIGHT: DnsFinding = {
  verdict: 'right',
  visitors: 'here',
  addresses: ['104.16.0.1'],
  problems: [],
};
const network = { domain: 'network.example.net', addresses: ['104.16.0.1'] };
const proxied = problem('network-proxied', {
  name: network.domain,
  proxy: 'Cloudflare',
  addresses: network.addresses,
});

describe('the problems of a look, for a person', () => {
  for (const [what, behindProxy, dns, told] of [
    ['are none where all is right', undefined, RIGHT, []],
    [
      'include that the network is behind a proxy, though the domain is right',
      'Cloudflare',
      RIGHT,
      [proxied],
    ],
    [
      'include that only once, where the check says it, too',
      'Cloudflare',
      { ...RIGHT, verdict: 'wrong', problems: [proxied] },
      [proxied],
    ],
  ] as const) {
    it(what, () => {
      const seen = { ...network, ...(behindProxy ? { behindProxy } : {}) };
      const diagnosis = { domain, network: seen, dns, certificate: undefined };
      assert.deepEqual(problemsFound(diagnosis), told);
    });
  }
});
