import type { SweepPart } from '../events/sweep-part.ts';
import { CALLING_SHARD, dividedShards, NAMED_SHARDS, type Shard } from '../lifecycle/shard.ts';
import type { Engine, OtherSweeps } from './engine.ts';

/** The shards from which a sweep takes domains. */
export interface Scope {
  /** The shards to take from now; undefined means all domains. */
  readonly shards: readonly Shard[] | undefined;
  /** To be called when nothing in these shards is due. Returns whether there are now more shards to take. */
  widen(): boolean;
}

/** First the part that was handed over; then the other parts' leftovers, except domains that need a call. */
export function scopeOfPart({ shards: own }: SweepPart): Scope {
  let shards = own;
  return {
    get shards() {
      return shards;
    },
    widen() {
      const isWider = shards.length < NAMED_SHARDS.length;
      shards = NAMED_SHARDS;
      return isWider;
    },
  };
}

/** The scope of a sweep that may hand parts of its work over. */
export interface HandingOver extends Scope {
  /**
   * To be called while more is due than there is room for. Hands parts over if the sweep cannot finish in
   * time.
   *
   * @param done domains that have been advanced so far
   */
  consider(done: number): void;
  /** Resolves once no hand-over is under way. */
  readonly ended: Promise<void>;
}

/** After this time a sweep knows how fast it is, and most sweeps are finished. */
const CONSIDER_EVERY_MS = 5000;

/** An instance takes seconds to start: with less time left than this, it would be useless. */
const NO_USE_MS = 10_000;

/** More than all instances finish in a minute: counting further would cost money for nothing. */
const MOST_COUNTED = 200_000;

/**
 * A sweep takes everything that is due until it sees that it cannot finish in time. Then it divides the
 * shards among as many sweeps as needed, keeps one part and the domains that need a call (which only one
 * sweep may make), and hands the other parts over, once. Nothing depends on the fate of those parts: domains
 * that nobody takes stay due, and are taken by any sweep that has finished its own part.
 */
export function handingOver(
  { store, others, now, log }: Engine,
  beganAt: number,
  until: number,
): HandingOver {
  let shards: readonly Shard[] | undefined;
  let considerAt = others ? beganAt + CONSIDER_EVERY_MS : Number.POSITIVE_INFINITY;
  let ended: Promise<void> = Promise.resolve();

  async function divide({ most, take }: OtherSweeps, done: number): Promise<void> {
    const at = now();
    const due = await store.countDue(at, MOST_COUNTED);
    // A slow store may have taken the time that was left.
    if (until - now() < NO_USE_MS) return;
    const perSecond = done / ((at - beganAt) / 1000);
    const sweeps = sweepsNeeded({
      due,
      perSecond,
      secondsLeft: (until - at) / 1000,
      most: most + 1,
    });
    if (sweeps <= 1) {
      considerAt = at + CONSIDER_EVERY_MS;
      return;
    }
    const [own = [], ...parts] = dividedShards(sweeps);
    const taken = await Promise.allSettled(parts.map((part) => take({ shards: part, until })));
    const left = parts.filter((_, index) => taken[index]?.status === 'rejected');
    for (const one of taken) {
      if (one.status === 'rejected') log.warn({ err: one.reason }, 'a part cannot be handed over');
    }
    if (left.length < parts.length) shards = [...own, ...left.flat(), CALLING_SHARD];
    log.info({ due, perSecond, handedOver: parts.length - left.length }, 'handed over');
  }

  return {
    get shards() {
      return shards;
    },
    widen() {
      const isWider = shards !== undefined;
      shards = undefined;
      return isWider;
    },
    consider(done) {
      if (!others || now() < considerAt || until - now() < NO_USE_MS) return;
      considerAt = Number.POSITIVE_INFINITY;
      ended = divide(others, done).catch((err: unknown) => {
        log.warn({ err }, 'nothing is handed over');
      });
    },
    get ended() {
      return ended;
    },
  };
}

/** How many sweeps are needed to finish in time, this one included. */
export function sweepsNeeded({
  due,
  perSecond,
  secondsLeft,
  most,
}: {
  readonly due: number;
  readonly perSecond: number;
  readonly secondsLeft: number;
  readonly most: number;
}): number {
  const each = Math.max(perSecond * secondsLeft, 1);
  return Math.max(Math.min(Math.ceil(due / each), most), 1);
}
