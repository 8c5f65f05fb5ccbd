import { sweepsNeeded } from '../../shared/engine/hand-over.ts';

/**
 * Simulates sweeps minute by minute. The engine's own rule (`sweepsNeeded`) decides how many instances sweep; the speed
 * of a sweep and the number of looks that fall due are given.
 */

export interface Course {
  /** Domains that are due at the beginning, beyond those of each minute. */
  readonly behind: number;
  /** Domains that fall due in each minute. */
  readonly eachMinute: number;
  /** Looks a second that one sweep can do. */
  readonly perSecond: number;
  /** The most instances besides the first one. */
  readonly mostOthers: number;
  readonly minutes: number;
  /**
   * The minutes after which a domain falls due again, by the number of looks that revealed nothing; absent if each
   * look reveals something, so that the next one is a day away.
   */
  readonly againAfter?: (looksInVain: number) => number;
}

/** Domains that fall due together. */
interface Cohort {
  readonly domains: number;
  /** How many looks at each have revealed nothing. */
  readonly looksInVain: number;
}

/** The result of a simulation. */
export interface Outcome {
  /** Instances in the busiest minute. */
  readonly instances: number;
  /** Minutes until no domain waits longer than its minute; undefined if that takes longer than the simulation. */
  readonly caughtUpAfter: number | undefined;
  /** Looks a second in the busiest minute. */
  readonly looksPerSecond: number;
  /** Parts that were handed over, each by one message. */
  readonly messages: number;
  readonly looks: number;
}

/**
 * Seconds into its minute at which a sweep knows its speed, and at which it claims no more domains; the seconds that another
 * instance takes to start.
 */
const SEES_AFTER_S = 5;
const TAKES_FOR_S = 58;
const STARTS_IN_S = 4;

/** Runs the minutes of a course one after the other. */
export function simulate(course: Course): Outcome {
  const { perSecond, eachMinute, mostOthers, minutes, againAfter } = course;
  let waiting: Cohort[] = [{ domains: course.behind, looksInVain: 0 }];
  const later = new Map<number, Cohort[]>();
  let instances = 1;
  let caughtUpAfter: number | undefined;
  let busiest = 0;
  let messages = 0;
  let looks = 0;
  for (let minute = 0; minute < minutes; minute += 1) {
    const news = [{ domains: eachMinute, looksInVain: 0 }, ...(later.get(minute) ?? [])];
    later.delete(minute);
    waiting.push(...news);
    const due = total(waiting);
    const atFirst = Math.min(due, perSecond * SEES_AFTER_S);
    const secondsLeft = TAKES_FOR_S - SEES_AFTER_S;
    const needed = sweepsNeeded({
      due: due - atFirst,
      perSecond,
      secondsLeft,
      most: mostOthers + 1,
    });
    const ofOthers = (needed - 1) * perSecond * (secondsLeft - STARTS_IN_S);
    const done = Math.min(due, atFirst + perSecond * secondsLeft + ofOthers);
    const { first, rest } = splitAt(waiting, done);
    waiting = rest;
    for (const { domains, looksInVain } of againAfter ? first : []) {
      const next = minute + Math.max(againAfter?.(looksInVain + 1) ?? 0, 1);
      later.set(next, [...(later.get(next) ?? []), { domains, looksInVain: looksInVain + 1 }]);
    }
    const left = due - done;
    looks += done;
    messages += needed - 1;
    instances = Math.max(instances, needed);
    busiest = Math.max(busiest, done / 60);
    if (left > total(news)) caughtUpAfter = undefined;
    else caughtUpAfter ??= minute + 1;
  }
  return { instances, caughtUpAfter, looksPerSecond: busiest, messages, looks };
}

function total(cohorts: readonly Cohort[]): number {
  return cohorts.reduce((sum, { domains }) => sum + domains, 0);
}

/** The first `count` domains in the order of the cohorts, and the rest. */
function splitAt(cohorts: readonly Cohort[], count: number): { first: Cohort[]; rest: Cohort[] } {
  const first: Cohort[] = [];
  const rest: Cohort[] = [];
  let room = count;
  for (const { domains, looksInVain } of cohorts) {
    const taken = Math.min(domains, room);
    room -= taken;
    if (taken > 0) first.push({ domains: taken, looksInVain });
    if (domains > taken) rest.push({ domains: domains - taken, looksInVain });
  }
  return { first, rest };
}
