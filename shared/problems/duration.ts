import { type Phrase, phrase } from './phrase.ts';

/** In the largest unit that leaves little over: 42 minutes. */
export function duration(seconds: number): Phrase {
  if (seconds >= 7200) return phrase('duration.hours', { count: Math.ceil(seconds / 3600) });
  if (seconds >= 120) return phrase('duration.minutes', { count: Math.ceil(seconds / 60) });
  return phrase('duration.seconds', { count: Math.ceil(seconds) });
}
