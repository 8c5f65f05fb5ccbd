import type { CloudEvent } from '@google-cloud/functions-framework';
import { pino } from 'pino';
import { domainEvents } from '../../functions/domain-events.ts';
import type { System } from '../../functions/system.ts';
import type { Effects, Engine } from '../../shared/engine/engine.ts';
import { engineOn } from '../../shared/engine/open-engine.ts';
import { EVERY_MINUTE, sweep } from '../../shared/engine/sweep.ts';
import type { DomainRecord } from '../../shared/lifecycle/record.ts';
import { isFailed, isLive, type Stage } from '../../shared/lifecycle/stage.ts';
import { reconcile } from '../../shared/reconciliation/reconcile.ts';
import type { StatusMessage } from '../../shared/reporting/status-message.ts';
import { readSettings } from '../../shared/settings/settings.ts';
import type { Store } from '../../shared/store/store.ts';
import { DAY, HOUR, MINUTE, T0 } from '../support/records.ts';
import { openCloste } from './closte.ts';
import { type Faults, faultsOf } from './faults.ts';
import { looksAt } from './looks.ts';
import { type Item, openMultisite } from './multisite.ts';
import { openTruth, perform } from './people.ts';
import { type Delivered, openPublisher } from './publisher.ts';
import type { Schedule } from './schedule.ts';

/** How a run ended, for the oracle. */
export interface Ended {
  readonly aliases: ReadonlySet<string>;
  readonly items: ReadonlyMap<number, Item>;
  readonly places: ReturnType<typeof openTruth>['places'];
  /** The sites that have the shared domain as their own. */
  readonly sharing: ReadonlySet<number>;
  readonly records: ReadonlyMap<string, DomainRecord>;
  /** The stage that each domain was last said to have, on the topic. */
  readonly told: ReadonlyMap<string, Stage>;
  /** What was done to live sites that it should not have been. */
  readonly harm: readonly string[];
}

const NEVER = new AbortController().signal;

/** Long enough for what is uncertain to be asserted again, for whatever was given up for a day. */
const SETTLING_MS = 8 * DAY;

const SETTINGS = readSettings({ NETWORK_ADDRESSES: '203.0.113.7', CLOSTE_CLIENT_API_KEY: 'key' });

/** Lets a schedule happen, with one system on this store, and then some quiet days. */
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
      await sweep(otherEngine, EVERY_MINUTE, NEVER);
      isStalled = false;
    },
  });
  const truth = openTruth(now);
  const harm: string[] = [];
  const closte = openCloste(faults);
  const multisite = openMultisite(faults, () => now + schedule.clockAheadMs, noteHarm);
  const told = new Map<string, Stage>();

  /** Nothing takes a site down that has been right for an hour, alias and all. */
  function noteHarm(item: Item, stage: Stage) {
    const { domain } = item;
    const place = truth.places.get(domain);
    const isRight = place?.at === 'here' && now - place.since > HOUR && closte.aliases.has(domain);
    if (isLive(item.stage) && isFailed(stage) && isRight) harm.push(`${domain}: ${stage}`);
  }

  const effects: Effects = {
    aliasHost: closte.host,
    openPass: () => looksAt(truth.places, closte.aliases),
    async report(message: StatusMessage) {
      // Pub/Sub keeps no order: readers of the topic go by the time in the message.
      const fate = await faults.call(() => told.set(message.domain, message.stage), true);
      if (fate !== 'done') throw new Error(`the topic: ${fate}`);
    },
    multisite: multisite.api,
  };
  const log = pino({ level: 'silent' });
  const publish = async () => {};
  /** An instance of ours, by its own clock. */
  const instance = async (clockAheadMs: number): Promise<Engine> => ({
    ...(await engineOn(store, SETTINGS, publish, log, () => now + clockAheadMs)),
    effects,
    wait: async (ms) => {
      now += ms;
    },
    random: () => 0.5,
  });
  const engine = await instance(0);
  const otherEngine = await instance(schedule.workersApartMs);
  const system: System = { settings: SETTINGS, engine, publish, log };

  const deliver = (message: Delivered, delayMs: number) =>
    later(delayMs, () => domainEvents(asCloudEvent(message), system));
  const publisher = openPublisher(() => now, schedule.clockAheadMs, deliver);
  publisher.publish(
    { type: 'settings.updated', settings: { dnsCheckInterval: 300 } },
    { delaysMs: [0], clockAheadMs: 0 },
  );

  const { hasIds } = schedule;
  let at = MINUTE;
  for (const { afterMs, deed, delivery } of schedule.happenings) {
    at += afterMs;
    later(at, () =>
      perform({ multisite, publisher, truth, hasIds, now: () => now }, deed, delivery),
    );
  }
  const last = T0 + at + 2 * DAY;
  later(last - T0, () => faults.end());
  const end = last + SETTLING_MS;
  if (schedule.isReconciled) {
    for (let night = T0 + DAY / 2; night < end; night += DAY) {
      later(night - T0, async () => {
        const reconciling = { ...engine, multisite: multisite.api, allowSpecialUse: false };
        await reconcile(reconciling, { dryRun: false, force: true }, NEVER).catch(() => {});
      });
    }
  }

  for (let sweeps = 0; now < end; ) {
    const next = agenda.toSorted((one, other) => one.at - other.at)[0];
    const dueAt = (await store.nextDueAt()) ?? end;
    const sweepAt = Math.ceil(Math.max(dueAt, now + 1) / MINUTE) * MINUTE;
    if (next && next.at <= sweepAt) {
      agenda.splice(agenda.indexOf(next), 1);
      now = Math.max(now, next.at);
      await next.what();
    } else {
      now = Math.min(sweepAt, end);
      sweeps += 1;
      await sweep(sweeps % 2 === 0 ? otherEngine : engine, EVERY_MINUTE, NEVER);
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
    records,
    told,
    harm,
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
