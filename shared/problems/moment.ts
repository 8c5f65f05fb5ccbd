import { phrase, type Reason } from './phrase.ts';

/**
 * A time as people read it, to the minute: `2026-11-01 10:00 UTC`. A text that is not a time is left
 * unchanged.
 */
export function moment(iso: string): Reason {
  const [, date, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?Z$/.exec(iso) ?? [];
  return date === undefined || time === undefined ? iso : phrase('moment', { date, time });
}
