import type { Slots } from '../async/slots.ts';
import { underWay } from '../async/under-way.ts';
import { wait } from '../async/wait.ts';
import type { DomainName } from '../domain-name.ts';
import { dueNow } from '../lifecycle/intent.ts';
import { SWEEP_EVERY_MS } from '../lifecycle/rest.ts';
import type { Claim } from '../store/store.ts';
import { type Advanced, advance } from './advance.ts';
import { type Engine, LEASE_MS } from './engine.ts';
import { rememberNetwork } from './network-addresses.ts';
import { endTurns } from './paced-call.ts';
import { keepShorterInterval } from './shorter-interval.ts';
import { tellLost } from './tell-lost.ts';

/** What a sweep did, in numbers of domains. */
export interface Sweep {
  readonly claimed: number;
  readonly advanced: number;
  readonly failed: number;
  /** Whether some are still due. */
  readonly remaining: boolean;
  readonly durationMs: number;
}

export interface SweepLimits {
  /** Domains that are advanced at the same time, and those beside them that take long. */
  readonly concurrency: number;
  /** What takes longer keeps no other waiting, unless very many do. */
  readonly slowAfterMs: number;
  /** No domain is claimed after this time. */
  readonly claimForMs: number;
}

/** Unnoticed beside a look, which takes tens of milliseconds where servers are far away. */
const GATHER_MS = 10;

/** How often a sweep that has taken all asks for what has come due since, while it is not through yet. */
const LOOK_AGAIN_MS = 5000;

/** Fired once a minute; nearly until the next one, so that an interval of 10 s has no gap. */
export const EVERY_MINUTE: SweepLimits = {
  concurrency: 32,
  slowAfterMs: 2000,
  claimForMs: 58_000,
};

/** As many times as many domains are advanced at most, if most take long: each takes a quarter of a MiB meanwhile. */
const MOST_SLOW = 4;

/**
 * Advances the domains that are due, the longest due first. With a check interval under a minute
 * it stays, and comes back to the domains that come due within its time; so it does for those that were
 * told to come back for a call.
 *
 * @param signal interrupts what is not finished; that stays due
 */
export async function sweep(
  engine: Engine,
  limits: SweepLimits,
  signal: AbortSignal,
): Promise<Sweep> {
  const { store, now } = engine;
  const startedAt = now();
  const claimUntil = startedAt + limits.claimForMs;
  const pass = engine.effects.openPass();
  await store.endFalseClaims(startedAt, LEASE_MS);
  const settings = await store.readSettings();
  await tellLost(engine, settings);
  const policy = await rememberNetwork(engine, settings, pass, signal);
  await keepShorterInterval(engine, policy, settings);
  const { checkIntervalMs } = policy.limits;
  const stays = () =>
    checkIntervalMs < SWEEP_EVERY_MS || callers(engine).some(({ areAwaited }) => areAwaited);

  const tally = newTally();
  const { concurrency, slowAfterMs } = limits;
  const started = underWay(slowAfterMs);
  const running = started.all;
  const begin = (claim: Claim) =>
    started.add(advance(engine, claim, policy, pass, signal).then(tally.count));
  const roomNow = () => {
    const taken = Math.max(running.size - started.slow - callsIn(engine), 0);
    return Math.min(concurrency - taken, MOST_SLOW * concurrency - running.size);
  };

  let isNothingDue = false;
  try {
    while (now() < claimUntil && !signal.aborted) {
      const calling = [...callers(engine).map((slots) => slots.entered()), started.slowed()];
      const room = roomNow();
      const claims = room > 0 ? await store.claimDue(now(), room, LEASE_MS) : [];
      for (const claim of claims) begin(claim);

      const hasRoom = claims.length < room;
      const staysOn = stays();
      const nextDueAt = hasRoom && staysOn ? await store.nextDueAt() : undefined;
      const comesBack = nextDueAt !== undefined && nextDueAt < claimUntil;
      if (running.size === 0 && !comesBack) {
        isNothingDue = hasRoom && !staysOn;
        break;
      }

      const woken = new AbortController();
      const isAllTaken = hasRoom && !staysOn;
      // Whoever calls a host, or takes long, makes room for another check. Once all is taken, little comes due meanwhile.
      const causes: Promise<unknown>[] = isAllTaken
        ? [Promise.all(running), wait(LOOK_AGAIN_MS, woken.signal)]
        : [...running, ...calling];
      if (comesBack) {
        // An event may make another domain due before that, and its interval counts as well.
        const waitMs = Math.min(Math.max(nextDueAt - now(), 0), checkIntervalMs);
        causes.push(engine.wait(waitMs, AbortSignal.any([signal, woken.signal])));
      }
      await Promise.race(causes);
      woken.abort();
      // Those that rest in the same moment make room together: to ask for each alone costs a question each.
      if (running.size > 0 && !isAllTaken) await wait(GATHER_MS, signal);
    }
  } finally {
    // Also when the store fails: what is under way is not left behind.
    await Promise.all(running);
  }
  await endTurns(engine, engine.paces);

  // As the store has just said.
  const nextDueAt = isNothingDue ? undefined : await store.nextDueAt();
  const remaining = nextDueAt !== undefined && nextDueAt <= now();
  const result = { ...tally.counts, remaining, durationMs: now() - startedAt };
  const oldestDueSeconds = remaining ? (now() - nextDueAt) / 1000 : 0;
  engine.log.info({ ...result, oldestDueSeconds }, 'swept');
  return result;
}

/**
 * Advances one domain now, due or not; its tries go on from where they are.
 *
 * @returns undefined if there is no such domain. One that is being advanced already is not
 *   claimed, and remains.
 */
export async function sweepOne(
  engine: Engine,
  domain: DomainName,
  signal: AbortSignal,
): Promise<Sweep | undefined> {
  const { store, now } = engine;
  const startedAt = now();
  const claim = await store.claim(domain, startedAt, LEASE_MS);
  if (!claim && !(await store.get(domain))) return undefined;

  const tally = newTally();
  if (claim) {
    const record = await store.save(claim, (latest) => dueNow(latest, startedAt));
    const latest = { ...claim, record: record ?? claim.record };
    const policy = await engine.policy();
    const pass = engine.effects.openPass();
    tally.count(await advance(engine, latest, policy, pass, signal));
  }
  const { claimed, advanced } = tally.counts;
  const remaining = advanced < claimed || claimed === 0;
  return { ...tally.counts, remaining, durationMs: now() - startedAt };
}

function callers({ paces }: Engine): readonly Slots[] {
  return [paces.aliasHost.slots, paces.multisite.slots];
}

/** How many domains call a host now, or wait for their turn: they take the place of no check. */
function callsIn(engine: Engine): number {
  return callers(engine).reduce((sum, { size }) => sum + size, 0);
}

function newTally() {
  const counts = { claimed: 0, advanced: 0, failed: 0 };
  const count = (result: Advanced) => {
    counts.claimed += 1;
    if (result === 'rested') counts.advanced += 1;
    if (result === 'failed') counts.failed += 1;
  };
  return { counts, count };
}
