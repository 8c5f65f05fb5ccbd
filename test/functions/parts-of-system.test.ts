import assert from 'node:assert/strict';
import { partsOfSystem, type SystemSeen } from '../../functions/parts-of-system.ts';
import type { Circuit } from '../../shared/store/network-settings.ts';
import { DAY, HOUR, MINUTE, T0 } from '../support/records.ts';

const usual: SystemSeen = {
  told: {},
  sweptAt: T0 - MINUTE,
  waitForCloste: 0,
  isWritten: true,
};

const circuit: Circuit = {
  failures: 5,
  pauses: 1,
  pausedUntil: T0 + MINUTE,
  cause: 'failing',
  reason: 'HTTP 503',
};
const hostIs = (host: 'aliasHost' | 'multisite', change: Partial<Circuit> = {}) => ({
  told: { hosts: { [host]: { circuit: { ...circuit, ...change } } } },
});

describe('the parts of the system', () => {
  const rules: [what: string, seen: Partial<SystemSeen>, part: string, shown: object][] = [
    ['a sweep a minute ago', {}, 'Last sweep', { tone: 'good', text: '', at: T0 - MINUTE }],
    [
      'no sweep for an hour',
      { sweptAt: T0 - HOUR },
      'Last sweep',
      { tone: 'bad', text: 'none since' },
    ],
    ['no sweep yet', { sweptAt: null }, 'Last sweep', { tone: 'off', text: 'none yet' }],
    ['nothing', {}, 'Closte', { tone: 'good', text: 'no domain waits for it' }],
    [
      'a domain that waits',
      { waitForCloste: 1 },
      'Closte',
      { tone: 'bad', text: '1 domain waits for it' },
    ],
    [
      'two that wait',
      { waitForCloste: 2 },
      'Closte',
      { tone: 'bad', text: '2 domains wait for it' },
    ],
    ['no count yet', { waitForCloste: undefined }, 'Closte', { tone: 'off' }],
    [
      'a pause of Closte',
      hostIs('aliasHost'),
      'Closte',
      { tone: 'bad', text: 'fails: no calls', until: T0 + MINUTE, note: 'It said: HTTP 503' },
    ],
    ['that pause', hostIs('aliasHost'), 'Paused', { tone: 'bad', text: 'calls to Closte' }],
    [
      'a call that finds out whether the pause is over',
      hostIs('aliasHost', { pausedUntil: T0 - MINUTE, foundOutBy: T0 + MINUTE }),
      'Closte',
      { until: T0 + MINUTE },
    ],
    [
      'a refused key',
      hostIs('aliasHost', { cause: 'unauthorized' }),
      'Closte',
      { text: 'refuses the key: no calls' },
    ],
    [
      'failures without a pause',
      hostIs('aliasHost', { pausedUntil: null }),
      'Closte',
      { tone: 'warn', text: 'fails' },
    ],
    ['those', hostIs('aliasHost', { pausedUntil: null }), 'Paused', { text: 'nothing' }],
    [
      'a pause that a wrong clock began',
      hostIs('aliasHost', { pausedUntil: T0 + DAY }),
      'Paused',
      { text: 'nothing' },
    ],
    ['a multisite that is written to', {}, 'The multisite', { tone: 'good' }],
    [
      'one that is not',
      { isWritten: false },
      'The multisite',
      { tone: 'off', text: 'not written to' },
    ],
    [
      'a slow one',
      hostIs('multisite', { cause: 'slow' }),
      'The multisite',
      { tone: 'bad', text: 'is slow: no calls', until: T0 + MINUTE },
    ],
    [
      'its pause',
      hostIs('multisite', { cause: 'slow' }),
      'Paused',
      { text: 'calls to the multisite' },
    ],
    [
      'one that refuses the credentials',
      { told: { multisiteRefusal: { until: T0 + MINUTE, toldAt: T0 } } },
      'The multisite',
      { tone: 'bad', text: 'refuses the credentials: no calls', until: T0 + MINUTE },
    ],
    ['no held domains', {}, 'Live domains', { tone: 'good', text: 'none is held' }],
    [
      'held domains',
      { told: { liveDomains: { heldUntil: T0 + MINUTE } } },
      'Live domains',
      { tone: 'bad', until: T0 + MINUTE, command: 'closte-domains let-go' },
    ],
    [
      'how many are held',
      { told: { liveDomains: { heldUntil: T0 + MINUTE, held: { lost: 1200, looked: 1500 } } } },
      'Live domains',
      { text: '1,200 of 1,500 looked at are held: they look lost, but none is taken down' },
    ],
    [
      'what is held',
      { told: { liveDomains: { heldUntil: T0 + MINUTE } } },
      'Paused',
      { tone: 'bad', text: 'taking live domains down' },
    ],
    [
      'domains that were let go',
      { told: { liveDomains: { heldUntil: T0 + MINUTE, letGoUntil: T0 + HOUR } } },
      'Live domains',
      { tone: 'warn', until: T0 + HOUR },
    ],
    [
      'all that is paused',
      { told: { ...hostIs('aliasHost').told, liveDomains: { heldUntil: T0 + MINUTE } } },
      'Paused',
      { text: 'calls to Closte, taking live domains down' },
    ],
  ];
  for (const [what, seen, part, shown] of rules) {
    it(`show ${what}: ${part}`, () => {
      const parts = partsOfSystem({ ...usual, ...seen }, T0);
      assert.partialDeepStrictEqual(
        parts.find(({ name }) => name === part),
        shown,
      );
    });
  }
});
