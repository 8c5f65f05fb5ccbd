import type { DomainName } from '../domain-name.ts';
import type { SweepPart } from '../events/sweep-part.ts';
import { dueNow } from '../lifecycle/intent.ts';
import type { Claim } from '../store/store.ts';
import { advance } from './advance.ts';
import { advanceDue, newSweepTally, type SweepLimits } from './advance-due.ts';
import { type Engine, LEASE_MS } from './engine.ts';
import { endFalseClaims } from './false-claims.ts';
import { handingOver, scopeOfPart } from './hand-over.ts';
import { recordOf } from './mend.ts';
import { rememberNetwork } from './network-addresses.ts';
import { keepShorterInterval } from './shorter-interval.ts';
import { tellSwept } from './tell-swept.ts';
import { tellUnreadable } from './tell-unreadable.ts';
import { endTurns } from './turn.ts';

/** The result of a sweep, in numbers of domains. */
export interface Sweep {
  readonly claimed: number;
  readonly advanced: number;
  readonly failed: number;
  /** Whether some are still due. */
  readonly remaining: boolean;
  readonly durationMs: number;
}

/**
 * A sweep is fired once a minute, and works nearly until the next one, so that an interval of 10 s has no
 * gap.
 */
export const EVERY_MINUTE: SweepLimits = {
  concurrency: 32,
  slowAfterMs: 2000,
  claimForMs: 58_000,
  gatherMs: 10,
};

/**
 * Advances the domains that are due, the longest due first. With a check interval under a minute it keeps
 * running, and comes back to the domains that become due within its time, as it does to those whose calls
 * were put off. It hands over what it cannot finish in time, if there are other sweeps.
 *
 * @param signal interrupts unfinished domains, which stay due
 */
export async function sweep(
  engine: Engine,
  limits: SweepLimits,
  signal: AbortSignal,
): Promise<Sweep> {
  const { store, now } = engine;
  const startedAt = now();
  const claimUntil = startedAt + limits.claimForMs;
  await endFalseClaims(engine);
  const settings = await store.readSettings();
  await tellUnreadable(engine, settings);
  const { network } = await engine.policy(settings);
  const pass = engine.effects.openPass(network.domain);
  const policy = await rememberNetwork(engine, settings, pass, signal);
  await keepShorterInterval(engine, policy, settings);
  const handing = handingOver(engine, startedAt, claimUntil);
  const tally = newSweepTally();
  const onFull = () => handing.consider(tally.counts.advanced);
  const work = { policy, pass, limits, claimUntil, scope: handing, comesBack: true, onFull, tally };
  const isNothingDue = await advanceDue(engine, work, signal).finally(() => handing.ended);
  await endTurns(engine, engine.paces);

  // The store has just said so.
  const nextDueAt = isNothingDue ? undefined : await store.nextDueAt();
  const remaining = nextDueAt !== undefined && nextDueAt <= now();
  const result = { ...tally.counts, remaining, durationMs: now() - startedAt };
  const oldestDueSeconds = remaining ? (now() - nextDueAt) / 1000 : 0;
  tellSwept(engine, { ...result, oldestDueSeconds }, startedAt);
  return result;
}

/**
 * Advances the domains of a part that another sweep has handed over. It calls neither Closte nor the
 * multisite: a domain that needs a call is put off, and is then left to the sweep whose turn it is.
 *
 * @returns undefined if the part arrived too late: the next sweep takes its domains
 */
export async function sweepPart(
  engine: Engine,
  part: SweepPart,
  limits: SweepLimits,
  signal: AbortSignal,
): Promise<Omit<Sweep, 'remaining'> | undefined> {
  const { now, log } = engine;
  const { shards } = part;
  const startedAt = now();
  // A part from an instance whose clock is wrong would never end in time, so it has a limit here too.
  const claimUntil = Math.min(part.until, startedAt + EVERY_MINUTE.claimForMs);
  if (startedAt >= claimUntil) {
    log.info({ shards }, 'a part of a sweep arrived too late');
    return undefined;
  }
  const tally = newSweepTally();
  const policy = await engine.policy();
  const work = {
    policy,
    pass: engine.effects.openPass(policy.network.domain),
    limits: { ...limits, claimForMs: claimUntil - startedAt },
    claimUntil,
    scope: scopeOfPart(part),
    comesBack: false,
    onFull: () => {},
    tally,
  };
  await advanceDue({ ...engine, paces: engine.partPaces }, work, signal);
  const result = { ...tally.counts, durationMs: now() - startedAt };
  log.info({ ...result, shards }, 'swept a part');
  return result;
}

/**
 * Advances one domain now, due or not; its tries are kept.
 *
 * @returns undefined if there is no such domain. A domain that is already being advanced is not claimed,
 *   and counts as remaining.
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

  const tally = newSweepTally();
  if (claim) {
    const known = await recordOf(engine, claim);
    const record = await store.save(claim, (latest) => dueNow(latest, startedAt));
    const { token, isTakenOver, mayBeUndone } = claim;
    const latest: Claim = { domain, token, isTakenOver, mayBeUndone, record: record ?? known };
    const policy = await engine.policy();
    const pass = engine.effects.openPass(policy.network.domain);
    tally.count(await advance(engine, latest, policy, pass, signal, startedAt));
    await endTurns(engine, engine.paces);
  }
  const { claimed, advanced } = tally.counts;
  const remaining = advanced < claimed || claimed === 0;
  return { ...tally.counts, remaining, durationMs: now() - startedAt };
}
