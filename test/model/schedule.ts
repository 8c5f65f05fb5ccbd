import fc from 'fast-check';

/**
 * The events of a run of the model: people's actions in the network, the answers of its DNS, and faults. All
 * randomness is here, so that a failing run can be shrunk.
 */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const DOMAINS = ['a.example.com', 'b.example.com', '*.c.example.com'] as const;

/** The domain that several sites in subdirectories share as their own. */
export const SHARED_DOMAIN = 'sites.example.com';

/**
 * Where a domain's visitors end up. Nobody knows where if its own name servers are silent, or our resolvers.
 */
export const PLACES = ['here', 'elsewhere', 'silent', 'unseen'] as const;
export type Place = (typeof PLACES)[number];

/** The faults of calls to the outside. Once none is left, every call succeeds. */
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

/** When a process of ours is killed, relative to a write to the store. */
const CRASHES = ['none', 'before', 'after'] as const;
export type Crash = (typeof CRASHES)[number];

/** Something done in the multisite, at a DNS provider, or to the clock of a machine of ours. */
export type Deed =
  | { readonly kind: 'map'; readonly domain: number; readonly site: number }
  | { readonly kind: 'move'; readonly domain: number; readonly site: number }
  | { readonly kind: 'unmap' | 'check'; readonly domain: number }
  | { readonly kind: 'make-site'; readonly site: number }
  | { readonly kind: 'delete-site'; readonly site: number; readonly isToldByDomain: boolean }
  | { readonly kind: 'point'; readonly domain: number; readonly at: Place }
  | { readonly kind: 'set-interval'; readonly seconds: number }
  | { readonly kind: 'step-clock'; readonly worker: number; readonly ms: number }
  | {
      readonly kind: 'another-network';
      readonly domain: number;
      readonly isDeletion: boolean;
      /** Whether it is a copy of ours, such as a staging site, with the same id. */
      readonly isCopy: boolean;
    }
  | { readonly kind: 'restore-site'; readonly site: number };

/** The delivery of an action's event. */
export interface Delivery {
  /** Each copy's delay, in milliseconds. */
  readonly delaysMs: readonly number[];
  /** How far the publishing server's clock is ahead of the multisite's own, in milliseconds. */
  readonly clockAheadMs: number;
}

export interface Happening {
  /** The time since the previous happening, in milliseconds. */
  readonly afterMs: number;
  readonly deed: Deed;
  readonly delivery: Delivery;
}

export interface Schedule {
  readonly happenings: readonly Happening[];
  /** One for each call to the outside, in order, whichever part of it is called. */
  readonly faults: readonly Fault[];
  /** One for each write to the store, in order. */
  readonly crashes: readonly Crash[];
  /** Our instances, which take turns. */
  readonly workers: number;
  /** Whether each sweep hands half of its domains over to another instance. */
  readonly handsOver: boolean;
  /** How far the multisite's clock is ahead of ours, in milliseconds. */
  readonly clockAheadMs: number;
  /** How far the clock of every second worker of ours is ahead of the right time, in milliseconds. */
  readonly workersApartMs: number;
  /** Whether its events name its own records. */
  readonly hasIds: boolean;
  /** Whether its domains are compared with ours each night. */
  readonly isReconciled: boolean;
  /** Whether enough events arrive at once for their looks to be left to the sweeps. */
  readonly isCrowded: boolean;
}

/**
 * One domain is more frequent than the others: events that are spread over many domains reveal few faults.
 */
const domain = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat(DOMAINS.length - 1) },
);
const site = fc.nat(2);

const deeds: fc.WeightedArbitrary<Deed>[] = [
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
      kind: fc.constant('step-clock'),
      worker: fc.nat(3),
      ms: fc.constantFrom(-24 * HOUR, -HOUR, -5 * SECOND, 5 * SECOND, HOUR, 24 * HOUR),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('another-network'),
      domain,
      isDeletion: fc.boolean(),
      isCopy: fc.boolean(),
    }),
  },
];

/** A backup restores a site without any event, which only a comparison can notice. */
const restoring: fc.WeightedArbitrary<Deed> = {
  weight: 2,
  arbitrary: fc.record({ kind: fc.constant('restore-site'), site }),
};

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

const crash = fc.oneof(
  { weight: 8, arbitrary: fc.constant('none' as const) },
  { weight: 1, arbitrary: fc.constantFrom(...CRASHES) },
);
const crashes = fc.array(crash, { maxLength: 120, size: 'max' });

const clockAheadMs = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(-24 * HOUR, -HOUR, -5 * SECOND, 5 * SECOND, HOUR) },
  { weight: 1, arbitrary: fc.constant(24 * HOUR) },
);

const workersApartMs = fc.constantFrom(0, 0, 90 * SECOND, -90 * SECOND);

function happenings(
  clocks: fc.Arbitrary<number>,
  besides: readonly fc.WeightedArbitrary<Deed>[] = [],
): fc.Arbitrary<readonly Happening[]> {
  const delivery = fc.record({ delaysMs, clockAheadMs: clocks });
  const deed = fc.oneof(...deeds, ...besides);
  return fc.array(fc.record({ afterMs: gapMs, deed, delivery }), {
    minLength: 1,
    maxLength: 16,
    size: 'max',
  });
}

const common = {
  faults,
  crashes,
  workers: fc.integer({ min: 2, max: 4 }),
  handsOver: fc.boolean(),
  clockAheadMs,
  workersApartMs,
  hasIds: fc.boolean(),
};

/** Without a nightly comparison, the order of events is known only if the publisher's clock is steady. */
export const schedule: fc.Arbitrary<Schedule> = fc.oneof(
  fc.record({
    ...common,
    happenings: happenings(fc.constant(0)),
    isReconciled: fc.constant(false),
    isCrowded: fc.boolean(),
  }),
  fc.record({
    ...common,
    happenings: happenings(fc.constantFrom(0, 0, -5 * SECOND, 5 * SECOND), [restoring]),
    isReconciled: fc.constant(true),
    isCrowded: fc.boolean(),
  }),
);
