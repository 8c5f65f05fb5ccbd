import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { firestoreStore } from '../../../shared/store/firestore.ts';
import { sqliteStore } from '../../../shared/store/sqlite.ts';
import { startOutside } from '../../support/outside.ts';
import { openTopics } from '../../support/topics.ts';
import { complaintsOf } from './complaints.ts';
import { failingCloste } from './failing-closte.ts';
import { type Injected, storm, sweepOn } from './storm.ts';
import { wishesOf } from './wishes.ts';

export const STORES = ['SQLite', 'Firestore'] as const;
export type StoreName = (typeof STORES)[number];

/** The injected faults, and the outcome. */
export interface Run {
  readonly store: StoreName;
  readonly events: number;
  readonly domains: number;
  readonly seconds: number;
  readonly injected: Injected;
  readonly calls: number;
  /** How often a call to Closte failed in each way. */
  readonly failures: Readonly<Record<string, number>>;
  /** Stage changes that were reported, once or more. */
  readonly told: number;
  /** Everything that differs from what the multisite wants in the end. */
  readonly complaints: readonly string[];
}

const MINUTE_MS = 60_000;
/** The start of each round of events: by then the claims of killed processes and the pauses of calls have ended. */
const ROUNDS_MS = [0, 6 * MINUTE_MS, 12 * MINUTE_MS, 18 * MINUTE_MS];
/** A call in doubt is repeated for a day. A slow machine may need a few more jumps. */
const LATER_MS = 30 * MINUTE_MS;
const JUMP_MS = 7 * 60 * MINUTE_MS;
const JUMPS = { least: 5, most: 12 };
const CLOCK = new URL('clock.ts', import.meta.url).href;
const FAILS_ONE_IN = 5;

/**
 * Sends these events to the functions while they are killed and Closte fails, then leaves them alone until
 * everything is as the multisite wants it, or until a few days have passed on their clocks. The emulators are
 * those of the environment.
 */
export async function killedRun(name: StoreName, events: number): Promise<Run> {
  const beganAt = performance.now();
  await using resources = new AsyncDisposableStack();
  const outside = resources.adopt(await startOutside(), (one) => one.close());
  const closte = resources.use(await failingCloste(outside, FAILS_ONE_IN));
  const project = `killed-${randomUUID().slice(0, 8)}`;
  const { FIRESTORE_EMULATOR_HOST = '', PUBSUB_EMULATOR_HOST = '' } = process.env;
  const environment = (laterMs: number) => ({
    ...outside.environment,
    CLOSTE_API_URL: closte.url,
    ...(name === 'Firestore' && { STORE: 'firestore', FIRESTORE_EMULATOR_HOST }),
    GOOGLE_CLOUD_PROJECT: project,
    PUBSUB_EMULATOR_HOST,
    METADATA_SERVER_DETECTION: 'none',
    NODE_OPTIONS: `--import=${CLOCK}`,
    CLOCK_AHEAD_MS: String(laterMs),
    CLOCK_JUMP_MS: String(JUMP_MS),
  });
  const wishes = wishesOf(events, Date.now());
  const each = Math.ceil(events / ROUNDS_MS.length);
  const rounds = ROUNDS_MS.map((laterMs, round) => {
    const messages = wishes.messages.slice(round * each, (round + 1) * each);
    return [laterMs, messages] as const;
  });
  const topics = resources.use(await openTopics(project));
  const injected = await storm(environment, rounds, topics);
  closte.fails = false;
  outside.closte.carryOutLate();

  const opened =
    name === 'SQLite'
      ? sqliteStore(join(outside.folder, 'domains.db'))
      : firestoreStore({ projectId: project });
  const store = resources.adopt(await opened, (one) => one.close());
  const judge = () => complaintsOf(wishes, outside, store, topics);
  const complaints = await sweepOn(environment(LATER_MS), judge, JUMPS);
  return {
    store: name,
    events: wishes.messages.length,
    domains: wishes.mapped.length + wishes.unmapped.length,
    seconds: (performance.now() - beganAt) / 1000,
    injected,
    calls: closte.calls(),
    failures: Object.fromEntries(closte.failures),
    told: topics.told(),
    complaints,
  };
}
