import assert from 'node:assert/strict';
import type { Count } from '../../../shared/lifecycle/statistics.ts';
import { rendered } from '../../../shared/pages/html.ts';
import { type Summary, summarySection } from '../../../shared/pages/summary-section.ts';
import { MINUTE, SECOND, T0 } from '../../support/records.ts';

const count: Count = {
  at: T0,
  stages: {
    'checking-dns': 0,
    'checking-ssl-cert': 0,
    done: 100_000,
    'done-without-ssl': 0,
    failed: 1,
    'ssl-failed': 0,
  },
  needs: { customer: 1, ops: 0, closte: 2, proxy: 0 },
  waitForCloste: 2,
};

const shown = (summary: Partial<Summary>, now = T0) =>
  rendered(summarySection({ count, parts: [], ...summary }, now));

describe('the summary', () => {
  const rules: [what: string, summary: Partial<Summary>, now: number, shows: RegExp][] = [
    ['how many are mapped', {}, T0, /<h3>100,001 domains are mapped/],
    [
      'how many are in a stage, and leads there',
      {},
      T0,
      /href="\/\?stage=failed#domains"><b>1<\/b>/,
    ],
    ['who is needed by one', {}, T0, /<b>1<\/b> needs the customer/],
    ['who is needed by several', {}, T0, /<b>2<\/b> need Closte/],
    ['when they were counted, if not now', {}, T0 + 5 * MINUTE, /counted <time [^>]+>5 min ago/],
    ['that nothing waits', {}, T0, /<dd><span class="good">none/],
    ['what waits for a sweep', { oldestDueAt: T0 - 30 * SECOND }, T0, /"good">due <time/],
    ['what waits for several', { oldestDueAt: T0 - 5 * MINUTE }, T0, /"warn">due <time/],
    ['what nobody looks after', { oldestDueAt: T0 - 20 * MINUTE }, T0, /"bad">due <time/],
    ['that nothing is counted yet', { count: null }, T0, /Not counted yet/],
    [
      'how long something stays so, and what to do',
      {
        parts: [
          {
            name: 'Live domains',
            tone: 'bad',
            text: 'held',
            until: T0 + 5 * MINUTE,
            note: 'Let it happen:',
            command: 'closte-domains let-go',
          },
        ],
      },
      T0,
      /held<\/span> until <time [^>]+>[-\d]+ [\d:]+ UTC<\/time>, in 5 min<p class="small"><bdi>Let it happen:<\/bdi> <code>closte-domains let-go<\/code>/,
    ],
    [
      'the parts of the system',
      { parts: [{ name: 'Closte', tone: 'bad', text: 'is away' }] },
      T0,
      /<dt>Closte<\/dt><dd><span class="bad">is away/,
    ],
  ];
  for (const [what, summary, now, shows] of rules) {
    it(`shows ${what}`, () => {
      assert.match(shown(summary, now), shows);
    });
  }

  it('names no stage that is empty', () => {
    assert.doesNotMatch(shown({}), /ssl-failed/);
  });
});
