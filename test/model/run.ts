import type { CloudEvent } from '@google-cloud/functions-framework';
import { domainEvents } from '../../functions/domain-events.ts';
import type { System } from '../../functions/system.ts';
import type { Effects } from '../../shared/engine/engine.ts';
import { EVERY_MINUTE, sweep, sweepPart } from '../../shared/engine/sweep.ts';
import type { DomainRecord } from '../../shared/lifecycle/record.ts';
import { dividedShards } from '../../shared/lifecycle/shard.ts';
import { isFailed, isLive, type Stage } from '../../shared/lifecycle/stage.ts';
import { reconcile } from '../../shared/reconciliation/reconcile.ts';
import type { StatusMessage } from '../../shared/reporting/status-message.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import type { Store } from '../../shared/store/store.ts';
import { DAY, HOUR, MINUTE, T0 } from '../support/records.ts';
import { openCloste } from './closte.ts';
import { type Faults, faultsOf } from './faults.ts';
import { startInstances } from './instances.ts';
import { looksAt } from './looks.ts';
import { type Item, openMultisite } from './multisite.ts';
import { openTruth, perform } from './people.ts';
import { openPlugin } from './plugin.ts';
import { type Delivered, openPublisher } from './publisher.ts';
import { openReaders } from './readers.ts';
import type { Schedule } from './schedule.ts';

/** How a run ended, for the oracle. */
export interface Ended {
  readonly aliases: ReadonlySet<string>;
  readonly items: ReadonlyMap<number, Item>;
  readonly places: ReturnType<typeof openTruth>['places'];
  /** The sites that have the shared domain as their own. */
  readonly sharing: ReadonlySet<number>;
  /** The multisite's items that were live when a backup restored them. */
  readonly restoredLive: ReadonlySet<number>;
  readonly records: ReadonlyMap<string, DomainRecord>;
  /** The stage last reported for each domain on the topic. */
  readonly told: ReadonlyMap<string, Stage>;
  /** The JSON of each domain in the plugin in WordPress. */
  readonly diagnoses: ReadonlyMap<string, object>;
  /** Whether the plugin accepts our signatures, by its clock. */
  readonly isPluginReached: boolean;
  /** The harm done to live sites. */
  readonly harm: readonly string[];
}

const NEVER = new AbortController().signal;
/** Everything outside answers at once here, so a sweep would wait for nothing. */
const LIMITS = { ...EVERY_MINUTE, gatherMs: 0 };

/** Long enough for everything in doubt to be repeated, and for calls that were put off by a day. */
const SETTLING_MS = 8 * DAY;

const REDELIVERED_AFTER_MS = 10_000;

const SETTINGS = readSettings({ NETWORK_ADDRESSES: '203.0.113.7', CLOSTE_CLIENT_API_KEY: 'key' });

/** Runs a schedule, with one system on this store, and then some quiet days. */
export async function run(schedule: Schedule, store: Store): Promise<Ended> {
  let now = T0;
  let isStalled = false;
  const agenda: { at: number; what: () => void | Promise<void> }[] = [];
  const later = (ms: number, what: () => void | Promise<void>) => {
    agenda.push({ at: now + ms, what });
  };

  const faults: Faults = faultsOf(schedule.faults, {
    later,
    async stall() {
      now += 3 * MINUTE;
      if (isStalled) return;
      isStalled = true;
      await sweepOnce();
      isStalled = false;
    },
  });
  const truth = openTruth(now);
  const harm: string[] = [];
  const closte = openCloste(faults);
  const multisiteNow = () => now + schedule.clockAheadMs;
  const multisite = openMultisite(faults, multisiteNow, noteHarm);
  const plugin = openPlugin(faults, multisiteNow);
  const readers = openReaders();

  /** Only proof that a site is lost may take it down, and a failed look-up of ours proves nothing. */
  function noteHarm(item: Item, stage: Stage) {
    const { domain } = item;
    const place = truth.places.get(domain);
    if (!place) return;
    const { at, since, wasWrong } = place;
    const isSettled = at !== 'elsewhere' && now - since > HOUR && closte.aliases.has(domain);
    if (isLive(item.stage) && isFailed(stage) && isSettled) harm.push(`${domain}: ${stage}`);
    if (stage === 'failed' && !wasWrong)
      harm.push(`${domain}: failed, and nothing was wrong with it`);
  }

  const effects = (ownNow: () => number): Effects => ({
    aliasHost: closte.host,
    openPass: () => looksAt(truth.places, closte.aliases),
    async report(message: StatusMessage) {
      const fate = await faults.call(() => readers.read(message), true);
      if (fate !== 'done') throw new Error(`the topic: ${fate}`);
    },
    multisite: multisite.api,
    diagnoses: plugin.reachedBy(ownNow),
  });
  const wait = async (ms: number) => {
    now += ms;
  };
  const { workers, workersApartMs } = schedule;
  const clocksAheadMs = Array.from({ length: workers }, (_, at) => (at % 2) * workersApartMs);
  const world = { store, settings: SETTINGS, now: () => now, wait, effects };
  const instances = startInstances(world, clocksAheadMs, schedule.crashes, schedule.isCrowded);
  let turns = 0;
  const inTurn = (what: (system: System) => Promise<unknown>) => {
    turns += 1;
    return instances.work(turns % workers, what);
  };
  const sweepOnce = async () => {
    // The part is swept before the sweep that hands it over goes on, since it would find little left later.
    if (schedule.handsOver) {
      const shards = dividedShards(2)[turns % 2] ?? [];
      const part = { shards, until: now + LIMITS.claimForMs };
      await inTurn(({ engine }) => sweepPart(engine, part, LIMITS, NEVER));
    }
    await inTurn(({ engine }) => sweep(engine, LIMITS, NEVER));
  };

  /** Delivers a message, again if it is not acknowledged. */
  async function take(message: Delivered): Promise<void> {
    const isTaken = await inTurn((system) => domainEvents(asCloudEvent(message), system));
    if (!isTaken) later(REDELIVERED_AFTER_MS, () => take(message));
  }
  const publisher = openPublisher(
    () => now,
    schedule.clockAheadMs,
    (message, delayMs) => later(delayMs, () => take(message)),
  );
  publisher.publish(
    { type: 'settings.updated', settings: { dnsCheckInterval: 300 } },
    { delaysMs: [0], clockAheadMs: 0 },
  );

  const { hasIds } = schedule;
  const { stepClock } = instances;
  const doing = { multisite, publisher, truth, hasIds, stepClock, later, now: () => now };
  let at = MINUTE;
  for (const { afterMs, deed, delivery } of schedule.happenings) {
    at += afterMs;
    later(at, () => perform(doing, deed, delivery));
  }
  const last = T0 + at + 2 * DAY;
  later(last - T0, () => {
    faults.end();
    instances.calm();
  });
  const end = last + SETTLING_MS;
  if (schedule.isReconciled) {
    for (let night = T0 + DAY / 2; night < end; night += DAY) {
      later(night - T0, async () => {
        await inTurn(async ({ engine }) => {
          const { multisite } = engine.effects;
          if (!multisite) return;
          const reconciling = { ...engine, multisite, allowSpecialUse: false };
          await reconcile(reconciling, { dryRun: false, force: true }, NEVER).catch(() => {});
        });
      });
    }
  }

  while (now < end) {
    const next = agenda.toSorted((one, other) => one.at - other.at)[0];
    const dueAt = (await store.nextDueAt()) ?? end;
    const sweepAt = Math.ceil(Math.max(dueAt, now + 1) / MINUTE) * MINUTE;
    if (next && next.at <= sweepAt) {
      agenda.splice(agenda.indexOf(next), 1);
      now = Math.max(now, next.at);
      await next.what();
    } else {
      now = Math.min(sweepAt, end);
      await sweepOnce();
    }
  }

  const records = new Map<string, DomainRecord>();
  for (const { domain, ...record } of (await store.list({ limit: 100 })).records) {
    records.set(domain, { domain, ...record });
  }
  return {
    aliases: closte.aliases,
    items: multisite.items,
    places: truth.places,
    sharing: truth.sharing,
    restoredLive: truth.restoredLive,
    records,
    told: readers.told,
    diagnoses: plugin.diagnoses,
    isPluginReached: Math.abs(schedule.clockAheadMs) < 5 * MINUTE,
    harm: [...harm, ...closte.harm],
  };
}

function asCloudEvent({ data, publishTime }: Delivered): CloudEvent<unknown> {
  return {
    id: '1',
    specversion: '1.0',
    type: 'google.cloud.pubsub.topic.v1.messagePublished',
    source: '//pubsub.googleapis.com/projects/test/topics/closte-domain-events',
    time: publishTime,
    data: {
      message: { data: Buffer.from(data).toString('base64'), messageId: '1', publishTime },
    },
  };
}
