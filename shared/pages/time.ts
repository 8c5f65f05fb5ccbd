import { clockTime, nextTime, relativeTime } from '../reporting/times.ts';
import { type Html, html } from './html.ts';

/** How long ago or in how long it is, and exactly when. Both in milliseconds since the epoch. */
export function timeOf(at: number, now: number): Html {
  return time(at, relativeTime(at, now));
}

/** When something is done next: a time that has come is `due`. */
export function dueTime(at: number, now: number): Html {
  return time(at, nextTime(at, now));
}

/** Exactly when. */
export function exactTime(at: number): Html {
  return time(at, clockTime(at));
}

/** A time of a domain's JSON, if it has one. */
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
