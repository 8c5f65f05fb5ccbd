/** So many at a time; a few others wait, and the rest are told when to come back. */
export interface Slots {
  /** A slot as soon as there is one, or when to come back, in milliseconds from now. */
  take(): Promise<Slot | ComeBack>;
  /** How many have a slot, or wait for one. */
  readonly size: number;
  /** Whether some who were told to come back are still to come. */
  readonly areAwaited: boolean;
  /** Resolves when the next one has a slot, or waits for one. */
  entered(): Promise<void>;
}

export interface Slot {
  readonly comeBackInMs?: undefined;
  /** Gives it to the next one. */
  free(): void;
}

export interface ComeBack {
  readonly comeBackInMs: number;
}

const MOST_WAITING = 8;
/** Those who wait may hold something meanwhile, such as a claim, and so do not wait for long. */
const PATIENCE_MS = 10_000;
/** What is not known yet: how long each takes. */
const USUAL_MS = 1000;
const SOONEST_MS = 1000;

/**
 * Slots for `most` at a time, which may be none. A few others wait, first come, first served. Those beyond
 * are told to come back one after the other, as fast as slots have become free lately: were all told the
 * same, all but a few would come in vain.
 *
 * @param now milliseconds since the epoch
 */
export function slots(most: number, now: () => number): Slots {
  const waiting: ((slot: Slot | ComeBack) => void)[] = [];
  let taken = 0;
  let usualMs = USUAL_MS;
  let bookedUntil = 0;
  let next = Promise.withResolvers<void>();

  function enter(): void {
    next.resolve();
    next = Promise.withResolvers();
  }

  function comeBack(): ComeBack {
    if (most === 0) return { comeBackInMs: SOONEST_MS };
    const from = Math.max(bookedUntil, now() + SOONEST_MS);
    bookedUntil = from + usualMs / most;
    return { comeBackInMs: Math.ceil(from - now()) };
  }

  function slot(): Slot {
    const takenAt = now();
    return {
      free() {
        usualMs += (Math.max(now() - takenAt, 0) - usualMs) / 4;
        const first = waiting.shift();
        if (first) first(slot());
        else taken -= 1;
      },
    };
  }

  function wait(): Promise<Slot | ComeBack> {
    const { promise, resolve } = Promise.withResolvers<Slot | ComeBack>();
    const giveUp = () => {
      waiting.splice(waiting.indexOf(goOn), 1);
      resolve(comeBack());
    };
    const timer = setTimeout(giveUp, PATIENCE_MS);
    const goOn = (got: Slot | ComeBack) => {
      clearTimeout(timer);
      resolve(got);
    };
    waiting.push(goOn);
    enter();
    return promise;
  }

  return {
    async take() {
      if (taken < most) {
        taken += 1;
        enter();
        return slot();
      }
      return most > 0 && waiting.length < MOST_WAITING ? wait() : comeBack();
    },
    get areAwaited() {
      return bookedUntil > now();
    },
    entered: () => next.promise,
    get size() {
      return taken + waiting.length;
    },
  };
}
