import type { RunInHand } from './run-in-hand.ts';
import { type Missing, SHEET } from './sheets.ts';

/** The missing domains, and those of them that could not be asked about: each pile lies on sheets of its own. */
export type PileName = 'missing' | 'unknown';

/** Adds domains at the end of a pile. */
export async function addTo(
  hand: RunInHand,
  name: PileName,
  domains: readonly Missing[],
): Promise<void> {
  if (domains.length === 0) return;
  const { run, sheets } = hand;
  const { count, done } = run[name];
  const onLast = count % SHEET;
  const first = Math.floor(count / SHEET);
  const last = onLast === 0 ? [] : (await sheets.missing(`${name}-${first}`)).slice(0, onLast);
  const entries = [...last, ...domains];
  for (let at = 0; at * SHEET < entries.length; at += 1) {
    sheets.putMissing(`${name}-${first + at}`, entries.slice(at * SHEET, (at + 1) * SHEET));
  }
  hand.change({ [name]: { count: count + domains.length, done } });
}

/** The next domains of the pile that are not done with, up to `most`; none at its end. */
export async function nextOf(
  { run, sheets }: RunInHand,
  name: PileName,
  most: number,
): Promise<readonly Missing[]> {
  const { count, done } = run[name];
  if (done >= count) return [];
  const sheet = await sheets.missing(`${name}-${Math.floor(done / SHEET)}`);
  const at = done % SHEET;
  return sheet.slice(at, Math.min(at + most, at + count - done));
}
