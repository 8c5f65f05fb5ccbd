import assert from 'node:assert/strict';
import { locate } from '../../../../../shared/verification/dns/client/name-servers.ts';
import type { ResourceRecord } from '../../../../../shared/verification/dns/client/resource-record.ts';
import type { Ask } from '../../../../../shared/verification/dns/client/zone-of.ts';
import { EVERYWHERE, type Way } from '../../../../../shared/verification/egress.ts';
import { spoken } from '../../../../support/told.ts';

const never = new AbortController().signal;
const NAME = 'ns1.example.com';
const reach = { port: 53, allowPrivateAddresses: false, egress: EVERYWHERE };
const nobody: Ask = async () => ({ kind: 'failure', cause: 'refused', reason: 'REFUSED' });

function glue(address: string, name = NAME): ResourceRecord {
  return { name, type: address.includes(':') ? 'AAAA' : 'A', ttlSeconds: 300, value: address };
}

describe("the location of a zone's name servers", () => {
  for (const address of [
    '10.0.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '192.168.1.1',
    '0.0.0.0',
    '224.0.0.1',
    '203.0.113.7',
    '::1',
    '::ffff:8.8.8.8',
    '64:ff9b::a00:1',
    '2002:a00:1::1',
    'fe80::1',
    'fd00:ec2::254',
    '2001:db8::1',
  ]) {
    it(`is not at ${address}`, async () => {
      assert.deepEqual(spoken(await locate([NAME], [glue(address)], nobody, reach, never)), {
        servers: [],
        left: [`${NAME} (${address}) has no public address`],
      });
    });
  }

  it('is at the glue addresses, without a look-up', async () => {
    const { servers, left } = await locate([NAME], [glue('8.8.8.8')], nobody, reach, never);
    const endpoint = { address: '8.8.8.8', port: 53 };
    assert.deepEqual([servers, left], [[{ name: NAME, endpoint }], []]);
  });

  it('is unknown if their addresses are refused', async () => {
    assert.deepEqual(spoken(await locate([NAME], [], nobody, reach, never)), {
      servers: [],
      left: [`${NAME}: REFUSED`],
    });
  });

  it('is at four names at most, two addresses each, and none twice', async () => {
    const names = Array.from({ length: 9 }, (_, i) => `ns${i}.example.com`);
    const told = names.flatMap((name, i) =>
      ['8.8.8.8', `9.9.9.${i}`, `1.1.1.${i}`].map((address) => glue(address, name)),
    );
    const { servers } = await locate([...names, ...names], told, nobody, reach, never);
    assert.deepEqual(
      servers.map(({ endpoint: { address } }) => address),
      ['8.8.8.8', '9.9.9.0', '9.9.9.1', '9.9.9.2', '9.9.9.3'],
    );
  });

  it('is limited to sixteen addresses of each', async () => {
    const inside = Array.from({ length: 16 }, (_, i) => glue(`10.0.0.${i}`));
    const found = async (before: number) => {
      const told = [...inside.slice(0, before), glue('8.8.8.8')];
      const { servers } = await locate([NAME], told, nobody, reach, never);
      return servers.map(({ endpoint: { address } }) => address);
    };
    assert.deepEqual(await found(15), ['8.8.8.8']);
    assert.deepEqual(await found(16), []);
  });

  const glued = [glue('8.8.8.8'), { ...glue('2600::1'), type: 'AAAA' as const }];
  const lacks: readonly (readonly [
    what: string,
    ways: readonly Way[],
    asked: readonly string[],
  ])[] = [
    ['IPv6', ['ipv6'], ['8.8.8.8']],
    ['DNS by UDP', ['dns-udp', 'ipv6'], ['8.8.8.8']],
    ['DNS by TCP', ['dns-tcp', 'ipv6'], ['8.8.8.8']],
    ['DNS at all', ['dns-udp', 'dns-tcp'], []],
  ];
  for (const [what, ways, asked] of lacks) {
    it(`is where it can be asked, without ${what} from here`, async () => {
      const egress = { has: async (way: Way) => !ways.includes(way) };
      const found = await locate([NAME], glued, nobody, { ...reach, egress }, never);
      assert.deepEqual(
        found.servers.map(({ endpoint }) => endpoint.address),
        asked,
      );
      const left = asked.length === 0 ? [`${NAME} (8.8.8.8) cannot be reached from here`] : [];
      assert.deepEqual(spoken(found.left), left);
    });
  }
});
