import assert from 'node:assert/strict';
import type { DomainRecord } from '../../shared/lifecycle/record.ts';
import { diagnosisJson } from '../../shared/reporting/diagnosis-json.ts';
import { aRecord } from '../support/records.ts';
import { complaints } from './oracle.ts';
import type { Whereabouts } from './people.ts';
import type { Ended } from './run.ts';
import { DOMAINS } from './schedule.ts';

const [domain] = DOMAINS;
const ITEM = { id: 34, siteId: 12, domain, stage: 'done', secure: true } as const;
const RECORD = aRecord({ stage: 'done' });

/** A run that ends as people may expect, except for `change`. */
const ended = (change: Partial<Ended> = {}): Ended => ({
  aliases: new Set([domain]),
  items: new Map([[34, { ...ITEM }]]),
  places: new Map<string, Whereabouts>([[domain, { at: 'here', since: 0, wasWrong: false }]]),
  sharing: new Set(),
  restoredLive: new Set(),
  records: new Map([[domain, RECORD]]),
  told: new Map([[domain, 'done']]),
  diagnoses: new Map([[domain, diagnosisJson(RECORD)]]),
  isPluginReached: true,
  harm: [],
  ...change,
});

const record = (change: Partial<DomainRecord>) => new Map([[domain, { ...RECORD, ...change }]]);

describe('the oracle of the model', () => {
  it('accepts a run in which everything is as it should be', () => {
    assert.deepEqual(complaints(ended()), []);
  });

  for (const [what, change, complaint] of [
    ['an alias that is missing', { aliases: new Set<string>() }, /alias at Closte is false/],
    [
      'an alias that was not removed',
      { items: new Map(), records: new Map() },
      /alias at Closte is true/,
    ],
    ['a wish that was lost', { records: new Map() }, /being mapped is false/],
    [
      'a stage that contradicts DNS',
      { records: record({ stage: 'failed' }) },
      /the stage is failed/,
    ],
    [
      'a stage that the multisite does not have',
      { items: new Map([[34, { ...ITEM, stage: 'failed' as const }]]) },
      /the stage in the multisite is failed/,
    ],
    ['another site', { records: record({ siteId: 13 }) }, /the site is 13/],
    ['an old stage on the topic', { told: new Map([[domain, 'failed' as const]]) }, /last told/],
    ['a stage that was never reported', { told: new Map() }, /nobody was told/],
    ['a shared domain without its alias', { sharing: new Set([1]) }, /sites\.example\.com/],
    ['a live site that was taken down', { harm: ['a.example.com: failed'] }, /harm was done/],
    [
      'an old stage in WordPress',
      { diagnoses: new Map([[domain, diagnosisJson({ ...RECORD, stage: 'failed' })]]) },
      /the stage shown in WordPress is failed/,
    ],
    [
      'a domain that WordPress still shows as mapped',
      { items: new Map(), aliases: new Set<string>(), records: new Map() },
      /mapped in WordPress is true/,
    ],
  ] as const satisfies readonly (readonly [string, Partial<Ended>, RegExp])[]) {
    it(`complains of ${what}`, () => {
      assert.match(complaints(ended(change)).join('\n'), complaint);
    });
  }
});
