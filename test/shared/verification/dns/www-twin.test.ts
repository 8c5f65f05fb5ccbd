import assert from 'node:assert/strict';
import { parseDomainName } from '../../../../shared/domain-name.ts';
import type { HostResolution } from '../../../../shared/verification/dns/host-resolution.ts';
import { twinProblems } from '../../../../shared/verification/dns/www-twin.ts';
import { told } from '../../../support/told.ts';

const APEX = parseDomainName('example.com');
const WWW = parseDomainName('www.example.com');
const network = { domain: 'network.example.net', addresses: ['34.1.1.1', '34.1.1.2', '2600::1'] };

function resolution(text: string, ...names: string[]): HostResolution {
  const answerOf = (values: readonly string[]) =>
    values.length > 0
      ? ({ kind: 'records', values, ttlSeconds: 300, cnames: [] } as const)
      : ({ kind: 'no-data', cnames: [] } as const);
  const addresses = text === '' ? [] : text.split(' ');
  return {
    a: answerOf(addresses.filter((one) => !one.includes(':'))),
    aaaa: answerOf(addresses.filter((one) => one.includes(':'))),
    chain: {
      names: ['the twin itself', ...names],
      end: { kind: names.includes(network.domain) ? 'goal' : 'host' },
    },
  };
}

describe('the www twin', () => {
  for (const [what, twin] of [
    ['has the same address', resolution('34.1.1.1')],
    ['has another of the network’s', resolution('34.1.1.2 2600::1')],
    ['leads to the domain', resolution('8.8.8.8', 'example.com')],
    ['leads to the network', resolution('8.8.8.8', network.domain)],
    ['has the address that the network’s name gave the domain', resolution('34.9.9.9')],
    ['has no address', resolution('')],
    ['leads nowhere', resolution('', 'gone.example.org')],
  ] as const) {
    it(`is no problem if it ${what}`, () => {
      const own = resolution('34.1.1.1 34.9.9.9');
      assert.deepEqual(
        twinProblems(APEX, own, { name: WWW, resolution: twin }, network, false),
        [],
      );
    });
  }

  for (const [domain, name, twin, message, remedy] of [
    [
      APEX,
      WWW,
      resolution('8.8.8.8'),
      'www.example.com points at 8.8.8.8, unlike example.com.',
      'If visitors may use it: change the A record of www.example.com from 8.8.8.8 to 34.1.1.1, 34.1.1.2',
    ],
    [
      APEX,
      WWW,
      resolution('8.8.8.8', 'old.example.org'),
      'www.example.com points at 8.8.8.8, unlike example.com.',
      'If visitors may use it: change the CNAME record of www.example.com from old.example.org to network.example.net',
    ],
    [
      APEX,
      WWW,
      resolution('34.1.1.1 8.8.8.8'),
      'www.example.com points at 8.8.8.8, unlike example.com.',
      'If visitors may use it: remove the A record of www.example.com (8.8.8.8)',
    ],
    [
      APEX,
      WWW,
      resolution('34.1.1.1 2600::9'),
      'www.example.com points at 2600::9, unlike example.com.',
      'If visitors may use it: remove the AAAA record of www.example.com (2600::9)',
    ],
    [
      WWW,
      APEX,
      resolution('8.8.8.8'),
      'example.com points at 8.8.8.8, unlike www.example.com.',
      'If visitors may use it: change the A record of example.com from 8.8.8.8 to 34.1.1.1, 34.1.1.2',
    ],
  ] as const) {
    it(`causes a warning: ${message} ${remedy}`, () => {
      const problems = twinProblems(
        domain,
        resolution('34.1.1.1'),
        { name, resolution: twin },
        network,
        false,
      );
      assert.deepEqual(told(problems), [
        { code: 'dns-www-differs', severity: 'warning', message, remedy },
      ]);
    });
  }
});
