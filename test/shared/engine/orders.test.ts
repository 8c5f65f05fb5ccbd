import assert from 'node:assert/strict';
import type { DomainEvent } from '../../../shared/events/domain-event.ts';
import { readDomainEvent } from '../../../shared/events/domain-event.ts';
import { type DomainRecord, intentOf } from '../../../shared/lifecycle/record.ts';
import { share } from '../../support/effort.ts';
import { aRecord, DAY, HOUR, MINUTE, shop, T0 } from '../../support/records.ts';
import { type WorldInMemory, worldInMemory } from '../../support/world-in-memory.ts';

/** Minutes after the start at which an event is published, and occurs unless its message says otherwise. */
function event(
  minute: number,
  type: string,
  fields: Readonly<Record<string, unknown>>,
): DomainEvent {
  const publishedAt = T0 + minute * MINUTE;
  const message = {
    version: 1,
    id: `at-${minute}`,
    type,
    occurredAt: new Date(publishedAt).toISOString(),
    domain: shop,
    siteId: 12,
    network: { id: 1 },
    ...fields,
  };
  return readDomainEvent(JSON.stringify(message), { publishedAt, allowSpecialUse: false });
}

const recreated = event(6, 'domain.created', { domainId: 35 });

const EVENTS: ReadonlyMap<string, DomainEvent> = new Map([
  ['removed without its id', event(1, 'domain.deleted', {})],
  ['mapped again', event(2, 'domain.created', { domainId: 34 })],
  ['shared by a site', event(3, 'site.created', { siteId: 14 })],
  ['removed', event(4, 'domain.deleted', { domainId: 34 })],
  ['looked at', event(5, 'domain.check', { domainId: 34 })],
  ['re-created with a new id', recreated],
  ['the same event again', { ...recreated }],
  ['its older record removed late', event(7, 'domain.deleted', { domainId: 34 })],
  ['moved to another site', event(8, 'domain.created', { domainId: 35, siteId: 13 })],
  ['its first site deleted', event(9, 'site.deleted', { domain: undefined })],
  [
    'removed by an event whose clock is a year ahead',
    event(10, 'domain.deleted', { siteId: 13, domainId: 35, occurredAt: '2027-11-22T10:00:00Z' }),
  ],
  ['removed in another network', event(30, 'domain.deleted', { network: { id: 2 } })],
]);

const DECIDED = { decidedBy: { occurredAt: T0 - DAY, id: 'a' } };
const SEEN_RIGHT = { seenRight: { at: T0 - HOUR, by: 'address' } } as const;

/** The state of a domain before the events. */
const STARTS: ReadonlyMap<string, DomainRecord | undefined> = new Map([
  ['is unknown', undefined],
  [
    'is live',
    aRecord({
      ...DECIDED,
      ...SEEN_RIGHT,
      stage: 'done',
      reportedStage: 'done',
      nextCheckAt: T0 + DAY,
    }),
  ],
  [
    'was given up',
    aRecord({
      ...DECIDED,
      stage: 'failed',
      reportedStage: 'failed',
      failedAt: T0 - 31 * DAY,
      dnsTries: 5,
      looksInVain: 40,
      nextCheckAt: null,
    }),
  ],
]);

/** Every choice of `count` items, each in the order of the table. */
function choices<Item>(items: readonly Item[], count: number): Item[][] {
  if (count === 0) return [[]];
  return items.flatMap((item, index) =>
    choices(items.slice(index + 1), count - 1).map((others) => [item, ...others]),
  );
}

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((others) => [item, ...others]),
  );
}

/** The record, the alias and the reported stage in the end, without their times. */
async function endOf(world: WorldInMemory) {
  const record = await world.engine.store.get(shop);
  const isAlias = world.aliases.has(shop);
  if (!record) return { isAlias };
  const { siteId, domainId, hasDomainRecord, decidedBy, heard, stage, reportedStage } = record;
  const intent = intentOf(record);
  const known = { isAlias, intent, siteId, domainId, hasDomainRecord, decidedBy, heard };
  // A domain that is not mapped is not looked at, reported or written.
  if (intent === 'unmapped') return { ...known, alias: record.alias.state };
  const last = world.told.at(-1);
  return {
    ...known,
    alias: record.alias.state,
    stage,
    reportedStage,
    writtenStage: record.writtenStage,
    isDue: record.nextCheckAt !== null,
    tries: [record.dnsTries, record.certificateTries, record.failedAt, record.looksInVain],
    problems: record.problems,
    told: last && { stage: last.stage, siteId: last.siteId, domainId: last.domainId },
  };
}

async function live(start: DomainRecord | undefined, events: readonly DomainEvent[]) {
  await using world = await worldInMemory(T0 + HOUR);
  const { store } = world.engine;
  await store.changeSettings(() => ({ servedNetwork: { id: 1, since: T0 } }));
  if (start) {
    await store.update(shop, start.siteId, () => start);
    world.aliases.add(shop);
    await world.engine.effects.report({ ...startReport, stage: start.stage });
  }
  for (const one of events) {
    world.clock.now += MINUTE;
    await world.hear(one);
  }
  await world.settle();
  return endOf(world);
}

const startReport = {
  version: 1,
  type: 'domain.status',
  at: '',
  domain: shop,
  siteId: 12,
  domainId: 34,
  stage: 'done',
  previousStage: 'checking-dns',
  secure: true,
  problems: [],
  records: [],
} as const;

describe('a domain, in whatever order its events arrive', () => {
  for (const [what, start] of STARTS) {
    for (const count of [2, 3, 4]) {
      it(`ends the same after ${count} of ${EVENTS.size}, if it ${what}`, async () => {
        const all = choices([...EVENTS.keys()], count);
        const step = Math.max(1, Math.floor(all.length / share(all.length, 20)));
        for (const names of all.filter((_, index) => index % step === 0)) {
          const eventsOf = (order: readonly string[]) =>
            order.flatMap((name) => EVENTS.get(name) ?? []);
          const expected = await live(start, eventsOf(names));
          for (const order of permutations(names)) {
            const inOrder = eventsOf(order);
            assert.deepEqual(await live(start, inOrder), expected, order.join(' → '));
            if (count > 3) continue;
            const twice = [...inOrder, ...inOrder];
            assert.deepEqual(await live(start, twice), expected, `${order.join(' → ')}, twice`);
          }
        }
      });
    }
  }
});
