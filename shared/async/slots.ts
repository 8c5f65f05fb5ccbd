/**
 * A limited number of places for work. A few callers wait in a queue; the others get a time at which to come
 * back.
 */
export interface Slots {
  /** A slot as soon as one is free; or when to come back, in milliseconds from now. */
  take(): Promise<Slot | ComeBack>;
  /** Whether the next caller would get a slot at once. */
  readonly isOneFree: boolean;
  /** How many callers have a slot or wait for one. */
  readonly size: number;
  /** Whether callers who were told to come back are still expected. */
  readonly areAwaited: boolean;
  /** Resolves when the next caller gets a slot or begins to wait. */
  entered(): Promise<void>;
}

/** A place for one piece of work, until it is freed. */
export interface Slot {
  readonly comeBackInMs?: undefined;
  /** Passes the slot to the next caller. */
  free(): void;
}

/** The answer to a caller that gets no slot: when to ask again, in milliseconds from now. */
export interface ComeBack {
  readonly comeBackInMs: number;
}

const MOST_WAITING = 8;
/** A caller that waits may hold something meanwhile, such as a claim, so it does not wait for long. */
const PATIENCE_MS = 10_000;
/** The time that a call is assumed to take until one has been measured. */
const USUAL_MS = 1000;
const SOONEST_MS = 1000;
/** A longer time was measured by a clock that was set forward. */
const LONGEST_MS = 60_000;

/**
 * Slots for `most` callers at a time; `most` may be 0. A few others wait, first come, first served. The rest
 * are told to come back at different times, at the rate at which slots have recently become free: at a common
 * time, most would come in vain.
 *
 * @param now milliseconds since the epoch
 */
export function slots(most: number, now: () => number): Slots {
  const waiting: ((slot: Slot | ComeBack) => void)[] = [];
  let taken = 0;
  let usualMs = USUAL_MS;
  let bookedUntil = 0;
  let latest = 0;
  let next = Promise.withResolvers<void>();

  function enter(): void {
    next.resolve();
    next = Promise.withResolvers();
  }

  /** If the clock is set back, the promised times move with it. */
  function timeNow(): number {
    const time = now();
    bookedUntil -= Math.max(latest - time, 0);
    latest = time;
    return time;
  }

  function comeBack(): ComeBack {
    if (most === 0) return { comeBackInMs: SOONEST_MS };
    const time = timeNow();
    const from = Math.max(bookedUntil, time + SOONEST_MS);
    bookedUntil = from + usualMs / most;
    return { comeBackInMs: Math.ceil(from - time) };
  }

  function slot(): Slot {
    const takenAt = now();
    return {
      free() {
        const tookMs = Math.min(Math.max(now() - takenAt, 0), LONGEST_MS);
        usualMs += (tookMs - usualMs) / 4;
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
    get isOneFree() {
      return taken < most;
    },
    get areAwaited() {
      return timeNow() < bookedUntil;
    },
    entered: () => next.promise,
    get size() {
      return taken + waiting.length;
    },
  };
}
