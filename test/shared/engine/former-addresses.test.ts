import assert from 'node:assert/strict';
import { addressesSeen, formerAddresses } from '../../../shared/engine/former-addresses.ts';
import type { SeenAddress } from '../../../shared/store/network-settings.ts';
import { DAY, HOUR, T0 } from '../../support/records.ts';

const GRACE = 7 * DAY;
const [ONE, TWO, THREE] = ['203.0.113.1', '203.0.113.2', '203.0.113.3'] as const;

const seen = (known: readonly SeenAddress[], current: readonly string[], now = T0) =>
  addressesSeen(known, current, now, GRACE);

describe('the addresses that the network was seen to have', () => {
  for (const [what, known, current, after] of [
    ['the first', [], [ONE], [{ address: ONE }]],
    ['one more', [{ address: ONE }], [ONE, TWO], [{ address: ONE }, { address: TWO }]],
    [
      'one that the network leaves',
      [{ address: ONE }],
      [TWO],
      [{ address: TWO }, { address: ONE, goneAt: T0 }],
    ],
    [
      'one that the network left a day ago',
      [{ address: TWO }, { address: ONE, goneAt: T0 - DAY }],
      [THREE],
      [{ address: THREE }, { address: TWO, goneAt: T0 }, { address: ONE, goneAt: T0 - DAY }],
    ],
    ['one that comes back', [{ address: ONE, goneAt: T0 - DAY }], [ONE], [{ address: ONE }]],
    [
      'one that the network left so long ago that it is forgotten',
      [{ address: TWO }, { address: ONE, goneAt: T0 - GRACE }],
      [TWO],
      [{ address: TWO }],
    ],
  ] as const) {
    it(`are remembered: ${what}`, () => {
      assert.deepEqual(seen(known, current), after);
    });
  }

  it('are the same array while nothing changes, whatever the order of the answers', () => {
    const known = seen(seen([], [ONE, TWO]), [TWO, THREE]);
    assert.equal(seen(known, [THREE, TWO], T0 + HOUR), known);
  });

  it('are at most 64, those that the network has first', () => {
    const many = Array.from({ length: 60 }, (_, i) => `198.51.100.${i}`);
    const after = seen(seen(seen([], many), [ONE]), [TWO]);
    const moved = seen(
      after,
      many.map((address) => address.replace('198', '199')),
    );
    assert.equal(moved.length, 64);
    assert.equal(moved.filter(({ goneAt }) => goneAt === undefined).length, 60);
  });
});

describe('the addresses that the network has left', () => {
  const networkAddresses = [{ address: ONE }, { address: TWO, goneAt: T0 }];

  const left = (now: number) =>
    formerAddresses({ networkAddresses }, now, GRACE).filter(({ address }) => address === TWO);

  it('count as right until the grace time is over', () => {
    const until = T0 + GRACE;
    assert.deepEqual(left(until - 1), [{ address: TWO, until }]);
    assert.deepEqual(left(until), []);
  });

  it('include those that it had when it was last seen, and may have left since', () => {
    const until = T0 + HOUR + GRACE;
    const [last] = formerAddresses({ networkAddresses }, T0 + HOUR, GRACE);
    assert.deepEqual(last, { address: ONE, until });
  });

  it('do not count if the setting says so', () => {
    assert.deepEqual(formerAddresses({ networkAddresses }, T0, 0), []);
  });
});
