import fc from 'fast-check';

/**
 * What happens to a network in a run of the model: what its people do, what its DNS says, what goes wrong.
 * All that is random is here, so that a failing run can be made smaller.
 */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const DOMAINS = ['a.example.com', 'b.example.com', '*.c.example.com'] as const;

/** The domain that several sites share as their own, each in a folder of it. */
export const SHARED_DOMAIN = 'sites.example.com';

/** Where a domain's visitors end up. */
export const PLACES = ['here', 'elsewhere', 'silent'] as const;
export type Place = (typeof PLACES)[number];

/** What goes wrong with a call to the outside. Once there are none left, nothing does. */
export const FAULTS = [
  'none',
  'not-done',
  'answer-lost',
  'done-late',
  'refused-for-now',
  'limited',
  'unauthorized',
  'dies-before',
  'dies-after',
  'stalls',
] as const;
export type Fault = (typeof FAULTS)[number];

/** What somebody does in the multisite, or at a DNS provider. */
export type Deed =
  | { readonly kind: 'map'; readonly domain: number; readonly site: number }
  | { readonly kind: 'move'; readonly domain: number; readonly site: number }
  | { readonly kind: 'unmap' | 'check'; readonly domain: number }
  | { readonly kind: 'make-site'; readonly site: number }
  | { readonly kind: 'delete-site'; readonly site: number; readonly isToldByDomain: boolean }
  | { readonly kind: 'point'; readonly domain: number; readonly at: Place }
  | { readonly kind: 'set-interval'; readonly seconds: number }
  | { readonly kind: 'another-network'; readonly domain: number; readonly isDeletion: boolean };

/** How the event of a deed reaches us. */
export interface Delivery {
  /** Each copy's delay, in milliseconds. */
  readonly delaysMs: readonly number[];
  /** Of the server that publishes it, beside the multisite's own. */
  readonly clockAheadMs: number;
}

export interface Happening {
  /** After the one before, in milliseconds. */
  readonly afterMs: number;
  readonly deed: Deed;
  readonly delivery: Delivery;
}

export interface Schedule {
  readonly happenings: readonly Happening[];
  /** In the order in which the outside is called, whichever part of it. */
  readonly faults: readonly Fault[];
  /** The multisite's clock against ours, in milliseconds. */
  readonly clockAheadMs: number;
  /** The clock of every other worker of ours against the first one's, in milliseconds. */
  readonly workersApartMs: number;
  /** Whether its events name its own records. */
  readonly hasIds: boolean;
  /** Whether its domains are compared with ours each night. */
  readonly isReconciled: boolean;
}

/** One domain more often than the others: what happens to one at a time goes well. */
const domain = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat(DOMAINS.length - 1) },
);
const site = fc.nat(2);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('map'), domain, site }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('unmap'), domain }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move'), domain, site }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('make-site'), site }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('check'), domain }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('delete-site'),
      site,
      isToldByDomain: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('point'), domain, at: fc.constantFrom(...PLACES) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('set-interval'),
      seconds: fc.constantFrom(10, 60, 300),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('another-network'),
      domain,
      isDeletion: fc.boolean(),
    }),
  },
);

const delayMs = fc.oneof(
  { weight: 4, arbitrary: fc.nat(3 * SECOND) },
  { weight: 2, arbitrary: fc.nat(10 * MINUTE) },
  { weight: 1, arbitrary: fc.nat(2 * 24 * HOUR) },
);

const gapMs = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 2 * SECOND, max: 2 * MINUTE }) },
  { weight: 2, arbitrary: fc.integer({ min: MINUTE, max: 2 * HOUR }) },
  { weight: 1, arbitrary: fc.integer({ min: HOUR, max: 30 * HOUR }) },
);

const delaysMs = fc.array(delayMs, { minLength: 1, maxLength: 5 });

const fault = fc.oneof(
  { weight: 2, arbitrary: fc.constant('none' as const) },
  { weight: 1, arbitrary: fc.constantFrom(...FAULTS) },
);
const faults = fc.array(fault, { maxLength: 80, size: 'max' });

const clockAheadMs = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(-24 * HOUR, -HOUR, -5 * SECOND, 5 * SECOND, HOUR) },
  { weight: 1, arbitrary: fc.constant(24 * HOUR) },
);

const workersApartMs = fc.constantFrom(0, 0, 90 * SECOND, -90 * SECOND);

function happenings(clocks: fc.Arbitrary<number>): fc.Arbitrary<readonly Happening[]> {
  const delivery = fc.record({ delaysMs, clockAheadMs: clocks });
  return fc.array(fc.record({ afterMs: gapMs, deed, delivery }), {
    minLength: 1,
    maxLength: 16,
    size: 'max',
  });
}

/** Without a nightly comparison, only a publisher whose clock is steady can be understood. */
export const schedule: fc.Arbitrary<Schedule> = fc.oneof(
  fc.record({
    happenings: happenings(fc.constant(0)),
    faults,
    clockAheadMs,
    workersApartMs,
    hasIds: fc.boolean(),
    isReconciled: fc.constant(false),
  }),
  fc.record({
    happenings: happenings(fc.constantFrom(0, 0, -5 * SECOND, 5 * SECOND)),
    faults,
    clockAheadMs,
    workersApartMs,
    hasIds: fc.boolean(),
    isReconciled: fc.constant(true),
  }),
);
