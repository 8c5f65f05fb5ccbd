import type { ListAsked } from './list-asked.ts';

/**
 * The way back through the pages of the list. Firestore lists names in ascending order only, unless it is
 * given more indexes, so the previous page is one that was shown: its token is in the address of the page
 * after it.
 *
 * The trail has the tokens of the pages before, oldest first, each with a full stop after it; that of the first page is
 * empty.
 */

/**
 * In characters: browsers and servers limit the length of addresses. The oldest pages are forgotten first.
 */
const MOST = 4000;

/** The page after this one, which leads back to it. */
export function pageAfter({ pageToken = '', back = '', ...filter }: ListAsked, next: string) {
  let trail = `${back}${pageToken}.`;
  while (trail.length > MOST) trail = trail.slice(trail.indexOf('.') + 1);
  return { ...filter, pageToken: next, back: trail } satisfies ListAsked;
}

/** The page that led to this one; undefined if none did. */
export function pageBefore({ pageToken: _, back = '', ...filter }: ListAsked) {
  const tokens = back.split('.').slice(0, -1);
  const pageToken = tokens.pop();
  if (pageToken === undefined) return undefined;
  const earlier = tokens.map((token) => `${token}.`).join('');
  return {
    ...filter,
    ...(pageToken !== '' && { pageToken }),
    ...(earlier !== '' && { back: earlier }),
  } satisfies ListAsked;
}
