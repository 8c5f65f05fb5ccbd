import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DnsRecord } from '../../../shared/problems/dns-record.ts';
import type { Fix, RecordChange } from '../../../shared/problems/fix.ts';
import { recordsFix } from '../../../shared/problems/record-changes.ts';

const record = (text: string): DnsRecord => {
  const [type, value = ''] = text.split(' ');
  assert.ok(type === 'A' || type === 'AAAA' || type === 'CNAME');
  return { name: 'shop.example.com', type, value };
};

const texts = (records: readonly DnsRecord[]) =>
  records.map(({ type, value }) => `${type} ${value}`);

const changeTexts = ({ create, remove, replace }: RecordChange) => [
  ...replace.map(({ from, to }) => `${texts([from])} → ${texts([to])}`),
  ...texts(remove).map((text) => `- ${text}`),
  ...texts(create).map((text) => `+ ${text}`),
];

const fixFor = (wanted: readonly string[], found: readonly string[], othersRight = false): Fix =>
  recordsFix({ wanted: wanted.map(record), found: found.map(record), othersRight });

const BOTH = ['CNAME n.example', 'A 192.0.2.1'];

describe('the changes of records that point a name here', () => {
  for (const [wanted, found, changes, orElse] of [
    // No records: create the CNAME record, or the addresses.
    [BOTH, [], ['+ CNAME n.example'], ['+ A 192.0.2.1']],
    [['A 192.0.2.1'], [], ['+ A 192.0.2.1'], undefined],
    [['CNAME n.example'], [], ['+ CNAME n.example'], undefined],
    // A record of the same type is replaced.
    [BOTH, ['A 192.0.2.9'], ['A 192.0.2.9 → A 192.0.2.1'], undefined],
    [BOTH, ['CNAME old.example'], ['CNAME old.example → CNAME n.example'], undefined],
    // More than are wanted, or fewer.
    [
      BOTH,
      ['A 192.0.2.8', 'A 192.0.2.9'],
      ['A 192.0.2.8 → A 192.0.2.1', '- A 192.0.2.9'],
      undefined,
    ],
    [
      ['A 192.0.2.1', 'A 192.0.2.2'],
      ['A 192.0.2.9'],
      ['A 192.0.2.9 → A 192.0.2.1', '+ A 192.0.2.2'],
      undefined,
    ],
    // A record of another type is removed, and the wanted one created.
    [
      BOTH,
      ['AAAA 2001:db8::9'],
      // It may have other records, beside which no CNAME record can stand.
      ['- AAAA 2001:db8::9', '+ A 192.0.2.1'],
      undefined,
    ],
    [
      ['CNAME n.example'],
      ['AAAA 2001:db8::9'],
      ['- AAAA 2001:db8::9', '+ CNAME n.example'],
      undefined,
    ],
    // Without an A record it would keep visitors out.
    [
      [...BOTH, 'AAAA 2001:db8::1'],
      ['AAAA 2001:db8::9'],
      ['AAAA 2001:db8::9 → AAAA 2001:db8::1', '+ A 192.0.2.1'],
      undefined,
    ],
    [[...BOTH, 'AAAA 2001:db8::1'], ['A 192.0.2.9'], ['A 192.0.2.9 → A 192.0.2.1'], undefined],
    [['A 192.0.2.1'], ['CNAME old.example'], ['- CNAME old.example', '+ A 192.0.2.1'], undefined],
    [
      BOTH,
      ['A 192.0.2.9', 'AAAA 2001:db8::9'],
      ['A 192.0.2.9 → A 192.0.2.1', '- AAAA 2001:db8::9'],
      undefined,
    ],
  ] as const) {
    it(`from ${found.join(', ') || 'none'} to ${wanted.join(' or ')}: ${changes.join(', ')}`, () => {
      const fix = fixFor(wanted, found);
      assert.equal(fix.who, 'customer');
      assert.deepEqual(changeTexts(fix), changes);
      assert.deepEqual(fix.orElse && changeTexts(fix.orElse), orElse);
    });
  }

  it('only remove records if others of the name are right', () => {
    assert.deepEqual(changeTexts(fixFor([], ['A 192.0.2.9'], true)), ['- A 192.0.2.9']);
  });

  it('are none for the customer if there is no address to point at', () => {
    assert.deepEqual(fixFor([], ['A 192.0.2.9']), {
      who: 'ops',
      create: [],
      remove: [],
      replace: [],
    });
  });

  it('list 16 of each type, and count the rest', () => {
    const many = Array.from({ length: 80 }, (_, i) => `A 198.51.100.${i}`);
    const { replace, remove, unlisted } = fixFor(BOTH, many);
    assert.deepEqual([replace.length, remove.length], [1, 15]);
    assert.deepEqual(unlisted, [{ name: 'shop.example.com', type: 'A', count: 64 }]);
  });

  describe('in every case', () => {
    const address = fc.constantFrom('A 192.0.2.1', 'A 192.0.2.2', 'AAAA 2001:db8::1');
    const wantedRecords = fc
      .tuple(fc.boolean(), fc.uniqueArray(address))
      .map(([cname, addresses]) => [...(cname ? ['CNAME n.example'] : []), ...addresses])
      .filter((texts) => texts.length > 0);
    const strays = fc.oneof(
      fc.constant(['CNAME old.example']),
      fc.uniqueArray(fc.constantFrom('A 192.0.2.8', 'A 192.0.2.9', 'AAAA 2001:db8::9')),
    );

    it('keep wanted records, and leave a CNAME record without others, whichever alternative is taken', () => {
      fc.assert(
        fc.property(wantedRecords, strays, (wanted, found) => {
          const fix = fixFor(wanted, found);
          for (const change of [fix, fix.orElse ?? fix]) {
            const { create, remove, replace } = change;
            const gone = texts([...remove, ...replace.map(({ from }) => from)]);
            const added = texts([...create, ...replace.map(({ to }) => to)]);
            const left = [...found.filter((text) => !gone.includes(text)), ...added];
            assert.ok(left.length > 0 && left.every((text) => wanted.includes(text)), left.join());
            const hasCname = left.some((text) => text.startsWith('CNAME'));
            assert.ok(!hasCname || left.length === 1, left.join());
          }
        }),
      );
    });
  });
});
