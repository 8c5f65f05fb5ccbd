import { EVERY_MINUTE } from '../../shared/engine/sweep.ts';
import { rarelyMs } from '../../shared/lifecycle/rest.ts';
import { SETTINGS } from '../../shared/settings/environment-schema.ts';
import { usualOf } from '../../shared/settings/variable.ts';
import { COUNTED } from '../generate/costs.ts';
import { type Outcome, simulate } from './minutes.ts';

/** Simulates a network of each size, on a day of each kind. */

export const SIZES = [10_000, 100_000, 1_000_000, 10_000_000] as const;

/** Looks a second: a sweep has a processor of its own, so the CPU time of a look limits its speed. */
const HEALTHY_PER_SECOND = 1 / COUNTED.look.seconds;

/** Looks a second if each takes the whole 8 s that DNS is given: four times the usual number is then under way. */
const SILENT_PER_SECOND = (4 * EVERY_MINUTE.concurrency) / 8;

const MINUTES_A_DAY = 24 * 60;
const HOURS_AWAY = 6;
const MINUTE_MS = 60_000;

/** When a live domain is looked at again after looks that revealed nothing (`apply-finding.ts`). */
const againAfter = (looksInVain: number) =>
  rarelyMs(looksInVain, Number(usualOf(SETTINGS.entries.dnsCheckInterval)) * 1000) / MINUTE_MS;

/** A kind of day. */
interface Kind {
  readonly name: string;
  /** The share of the daily looks that have piled up. */
  readonly behind: number;
  readonly perSecond: number;
  readonly againAfter?: (looksInVain: number) => number;
}

export const KINDS: readonly Kind[] = [
  { name: 'all is well', behind: 0, perSecond: HEALTHY_PER_SECOND },
  {
    name: `nothing swept for ${HOURS_AWAY} hours`,
    behind: HOURS_AWAY / 24,
    perSecond: HEALTHY_PER_SECOND,
  },
  { name: 'all name servers are silent', behind: 0, perSecond: SILENT_PER_SECOND, againAfter },
];

export interface Scaled extends Outcome {
  readonly domains: number;
  readonly kind: string;
  /** Domains that were due at the beginning of the day. */
  readonly behind: number;
  readonly writesPerSecond: number;
}

/**
 * The simulation of one size on one kind of day.
 *
 * @param mostOthers the most instances besides the first; by default, that of SWEEP_INSTANCES
 */
export function scaled(domains: number, kind: Kind, mostOthers = usualOthers()): Scaled {
  const behind = domains * kind.behind;
  const outcome = simulate({
    behind,
    eachMinute: domains / MINUTES_A_DAY,
    perSecond: kind.perSecond,
    ...(kind.againAfter && { againAfter: kind.againAfter }),
    mostOthers,
    minutes: MINUTES_A_DAY,
  });
  const writesPerSecond = outcome.looksPerSecond * COUNTED.look.writes;
  return { ...outcome, domains, kind: kind.name, behind, writesPerSecond };
}

function usualOthers(): number {
  return Number(usualOf(SETTINGS.entries.sweepInstances));
}
