import { clockTime, nextTime, relativeTime } from '../reporting/times.ts';
import { type Html, html } from './html.ts';

/** A time relative to now, with the exact time. Both in milliseconds since the epoch. */
export function timeOf(at: number, now: number): Html {
  return time(at, relativeTime(at, now));
}

/** The same, with the exact time in the text, for people who cannot hover with a pointer. */
export function timeInFull(at: number, now: number): Html {
  return html`${timeOf(at, now)} <span class="small">${clockTime(at)}</span>`;
}

/** When something is done next: a time that has passed is `due`. */
export function dueTime(at: number, now: number): Html {
  return time(at, nextTime(at, now));
}

/** The exact time. */
export function exactTime(at: number): Html {
  return time(at, clockTime(at));
}

/** A time from a domain's JSON, if there is one. */
export function timeOrNone(
  written: string | null,
  none: string,
  told: (at: number) => Html,
): Html | string {
  return written === null ? none : told(Date.parse(written));
}

function time(at: number, told: string): Html {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}" title="${clockTime(at)}">${told}</time>`;
}
