import assert from 'node:assert/strict';
import { type Mark, marksOf } from '../../../shared/lifecycle/marks.ts';
import { problem } from '../../../shared/problems/catalogue.ts';
import type { RecordedProblem } from '../../../shared/problems/recorded-problem.ts';
import { aRecord, dnsWrong } from '../../support/records.ts';

const [wrongAddress] = dnsWrong.problems;
const earlier = { code: 'dns-no-records', severity: 'error', message: 'x', remedy: 'y' } as const;
const refused = problem('closte-refused-domain', { domain: 'shop.example.com', reason: 'no' });

const rules: [what: string, problems: readonly RecordedProblem[], marks: readonly Mark[]][] = [
  ['no problem', [], []],
  ['an error', [wrongAddress].flatMap((one) => one ?? []), ['dns-wrong-address', 'needs-customer']],
  ['a warning, which needs nobody', [refused], ['closte-refused-domain']],
  ['a problem in the words of an earlier version', [earlier], ['dns-no-records']],
  [
    'two of one party, which is needed once',
    [...dnsWrong.problems, ...dnsWrong.problems],
    ['dns-wrong-address', 'needs-customer'],
  ],
];

describe('the marks of a record', () => {
  for (const [what, dns, marks] of rules) {
    it(`are [${marks.join(', ')}] with ${what}`, () => {
      assert.deepEqual(marksOf(aRecord({ problems: { closte: [], dns, certificate: [] } })), marks);
    });
  }
});
