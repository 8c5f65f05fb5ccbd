import assert from 'node:assert/strict';
import fc from 'fast-check';
import { share } from '../../support/effort.ts';
import { MULTISITE_FAULTS, type MultisiteFault } from '../../support/multisite-faults.ts';
import { domainsIn, domainsWith, map, type Network, network, reconciled } from './network.ts';

/** Asserts that no domain is unmapped that the multisite has. */
async function assertNoWrongUnmap({ api, store }: Network, what: string): Promise<void> {
  const there = new Set(domainsIn(api));
  const wrong = (await domainsWith(store, 'unmapped')).filter((domain) => there.has(domain));
  assert.deepEqual(wrong, [], what);
}

/** The number of domains in both. */
const IN_BOTH = share(9900, 900);

describe(`reconciliation of ${IN_BOTH + 100} domains`, () => {
  it('counts the differences exactly, and makes both the same', async () => {
    await using both = await network(IN_BOTH, { missing: 100, added: 150 });
    const told = { multisite: IN_BOTH + 150, stored: IN_BOTH + 100, mapped: 150, unmapped: 100 };
    const { domains, ...counted } = (await reconciled(both, { dryRun: true, force: false })) ?? {};
    assert.deepEqual(counted, told);
    assert.deepEqual([domains?.mapped.length, domains?.unmapped.length], [150, 100]);
    assert.deepEqual(await reconciled(both), told);
    assert.deepEqual(await domainsWith(both.store, 'mapped'), domainsIn(both.api));
    assert.deepEqual(await reconciled(both), {
      ...told,
      stored: IN_BOTH + 150,
      mapped: 0,
      unmapped: 0,
    });
  });

  it('imports all of a network that has never published an event', async () => {
    const added = share(10_000, 1000);
    await using both = await network(0, { added });
    const told = { multisite: added, stored: 0, mapped: added, unmapped: 0 };
    assert.deepEqual(await reconciled(both), told);
  });

  const schedules: [what: string, faults: readonly MultisiteFault[]][] = [
    ['fails', ['error-500', 'reset', 'down-503', 'hang']],
    [
      'answers with something else',
      ['truncated', 'nothing-said', 'login-page', 'not-found-page', 'no-route'],
    ],
    ['miscounts', ['wrong-total', 'wrong-pages', 'no-totals']],
    ['leaves records out', ['empty-list', 'half-list']],
    ['refuses some requests', ['rate-limited', 'redirect']],
    ['refuses the credentials', ['unauthorized', 'forbidden']],
  ];
  for (const [what, faults] of schedules) {
    it(`unmaps nothing wrongly while the multisite ${what} in one call of 20`, async () => {
      await using both = await network(IN_BOTH, { missing: 100, added: 150 });
      both.api.onCall = (_, number) =>
        number % 20 === 7 ? faults[Math.floor(number / 20) % faults.length] : undefined;
      const timeoutMs = faults.includes('hang') ? 500 : undefined;
      await reconciled(both, { dryRun: false, force: false }, timeoutMs);
      await assertNoWrongUnmap(both, what);
      both.api.onCall = () => undefined;
      await reconciled(both);
      assert.deepEqual(
        await domainsWith(both.store, 'mapped'),
        domainsIn(both.api),
        'once nothing fails any more',
      );
    });
  }

  it('cover all the faults', () => {
    const scheduled = schedules.flatMap(([, faults]) => faults);
    assert.deepEqual(scheduled.toSorted(), MULTISITE_FAULTS.toSorted());
  });
});

/** The changes and faults during one call. */
const event = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: 'nothing' } as const) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      // A call that hangs takes too long here, and is covered by the other tests.
      fault: fc.constantFrom(...MULTISITE_FAULTS.filter((one) => one !== 'hang')),
    }),
  },
  // Its event is under way, or was lost.
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('removed' as const), nth: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('added' as const), heard: fc.boolean() }) },
);

describe('reconciliation of a multisite that fails and changes while it is asked', () => {
  it('never unmaps a domain that the multisite has, and finds all domains in the end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { maxLength: 40 }),
        fc.boolean(),
        fc.integer({ min: 0, max: 30 }),
        async (schedule, force, missing) => {
          await using both = await network(230, { missing, added: 3 });
          const events = [...schedule];
          both.api.onCall = () => happen(both, events.shift());
          await reconciled(both, { dryRun: false, force });
          await assertNoWrongUnmap(both, 'with faults');

          both.api.onCall = () => undefined;
          await reconciled(both, { dryRun: false, force: true });
          await assertNoWrongUnmap(both, 'once nothing fails any more');
          assert.deepEqual(await domainsWith(both.store, 'mapped'), domainsIn(both.api));
        },
      ),
      { numRuns: share(60) },
    );
  });
});

function happen({ api, store }: Network, event: Happening | undefined): MultisiteFault | undefined {
  switch (event?.kind) {
    case 'fault':
      return event.fault;
    case 'removed': {
      const ids = [...api.rows.keys()];
      api.rows.delete(ids[event.nth % ids.length] ?? 0);
      return undefined;
    }
    case 'added': {
      const { domain, id } = api.add(`new${api.calls.length}.example.com`);
      if (event.heard) void map(store, domain, id, 0);
      return undefined;
    }
    default:
      return undefined;
  }
}

type Happening = typeof event extends fc.Arbitrary<infer Value> ? Value : never;
