import assert from 'node:assert/strict';
import { exampleProblem, recordProblem } from '../../../shared/problems/catalogue.ts';
import { recordsFix } from '../../../shared/problems/record-changes.ts';
import { whereServed } from '../../../shared/problems/where.ts';
import { problemJson, recordsJson } from '../../../shared/reporting/problem-json.ts';

describe('a problem as JSON', () => {
  it('has its data beside its text', () => {
    const name = 'shop.example.com';
    assert.deepEqual(problemJson(exampleProblem('dns-wrong-address')), {
      code: 'dns-wrong-address',
      severity: 'error',
      message: 'shop.example.com points at 198.51.100.9, which is not this network.',
      remedy: 'Change the A record of shop.example.com from 198.51.100.9 to 203.0.113.7',
      values: { name, addresses: ['198.51.100.9'] },
      fix: {
        who: 'customer',
        create: [],
        remove: [],
        replace: [
          {
            from: { name, type: 'A', value: '198.51.100.9' },
            to: { name, type: 'A', value: '203.0.113.7' },
          },
        ],
      },
    });
  });

  it('says how long it takes if that is known', () => {
    const { fix } = problemJson(exampleProblem('dns-not-propagated'));
    assert.deepEqual([fix?.who, fix?.withinSeconds], ['nobody', 2520]);
  });

  it('of an earlier version has only its text', () => {
    const earlier = {
      code: 'dns-proxied',
      severity: 'note',
      message: 'A proxy.',
      remedy: 'Nothing to do.',
    } as const;
    assert.deepEqual(problemJson(earlier), earlier);
  });

  for (const [name, host] of [
    ['shop.example.com', 'shop'],
    ['example.com', '@'],
    ['*.example.com', '*'],
    ['a.b.example.co.uk', 'a.b'],
    ['example.co.uk', '@'],
  ] as const) {
    it(`has the record of ${name} to create as the host ${host}`, () => {
      const wanted = [{ name, type: 'A', value: '203.0.113.7' }] as const;
      const fix = recordsFix({ wanted, found: [] });
      const missing = recordProblem('dns-no-records', { name, missing: 'name' }, fix);
      assert.deepEqual(recordsJson([missing]), [
        { name, host, type: 'A', value: '203.0.113.7', ttl: 300 },
      ]);
    });
  }

  for (const [name, zone, host] of [
    ['shop.acme.uk.com', 'acme.uk.com', 'shop'],
    ['acme.uk.com', 'acme.uk.com', '@'],
    ['eu.shop.example.com', 'shop.example.com', 'eu'],
    ['*.shop.example.com', 'shop.example.com', '*'],
    ['shop.example.com', 'example.net', 'shop'],
  ] as const) {
    it(`has the record of ${name} to create in ${zone} as the host ${host}`, () => {
      const wanted = [{ name, type: 'A', value: '203.0.113.7' }] as const;
      const fix = {
        ...recordsFix({ wanted, found: [] }),
        where: whereServed(zone, ['ns1.example']),
      };
      const missing = recordProblem('dns-no-records', { name, missing: 'name' }, fix);
      assert.deepEqual(
        recordsJson([missing]).map((record) => record.host),
        [host],
      );
    });
  }
});
