import {
  HOSTS,
  type Host,
  type HostState,
  hostIn,
  type NetworkSettings,
  withHost,
} from '../store/network-settings.ts';
import { LEASE_MS } from './engine.ts';
import type { Pace, Paces, Pacing } from './pace.ts';

/** A turn to call a host: of all the sweeps, only one has it at a time. */

/**
 * A turn outlasts every call that is begun in it. The calls of a process that died wait no longer for its turn than
 * its domains wait for the end of its claims.
 */
export const TURN_MS = LEASE_MS;

/** A turn that lasts longer than this was taken by a wrong clock. */
const MOST_MS = 180_000;

/**
 * Paces that may hold a turn. A pace that is not listed has nothing to release, and need not read the
 * settings.
 */
const mayHoldTurn = new WeakSet<Pace>();

/** Notes that a pace is about to take the turn. */
export function noteTurn(pace: Pace): void {
  mayHoldTurn.add(pace);
}

/**
 * Releases the held turns, so that the next sweep need not wait for them to expire. A turn in which another
 * caller of this process still makes calls is kept: that caller releases it.
 */
export async function endTurns({ store }: Pick<Pacing, 'store'>, paces: Paces): Promise<void> {
  const held = HOSTS.filter((host) => mayHoldTurn.has(paces[host]) && paces[host].slots.size === 0);
  if (held.length === 0) return;
  const after = (settings: NetworkSettings) =>
    held.reduce((known, host) => withoutTurn(known, host, paces[host].holder), settings);
  const known = await store.readSettings();
  if (after(known) !== known) await store.changeSettings(after);
  for (const host of held) mayHoldTurn.delete(paces[host]);
}

/** Notes that another caller waits for the turn: a holder that reads for long then releases it. */
export async function askForTurn(
  { store, now }: Pacing,
  host: Host,
  { holder }: Pace,
  known: HostState,
): Promise<void> {
  if (known.turn?.wantedAt !== undefined) return;
  await store.changeSettings((settings) => {
    const state = hostIn(settings, host);
    const { turn } = state;
    if (!turn || turn.holder === holder || turn.wantedAt !== undefined) return settings;
    return withHost(settings, host, { ...state, turn: { ...turn, wantedAt: now() } });
  });
}

/** Releases the turn if another caller waits for it. Returns whether it was released. */
export async function yieldTurn(
  { store }: Pick<Pacing, 'store'>,
  host: Host,
  pace: Pace,
): Promise<boolean> {
  const { turn } = hostIn(await store.readSettings(), host);
  if (turn?.wantedAt === undefined || turn.holder !== pace.holder) return false;
  await store.changeSettings((settings) => withoutTurn(settings, host, pace.holder));
  mayHoldTurn.delete(pace);
  return true;
}

/** Whether another caller has the turn now. */
export async function isOthersTurn(
  { store, now }: Pick<Pacing, 'store' | 'now'>,
  host: Host,
  { holder }: Pace,
): Promise<boolean> {
  const { turn } = hostIn(await store.readSettings(), host);
  return turn !== undefined && turn.holder !== holder && isTurnOn(turn, now());
}

/** Clocks differ a little, by less than two minutes. A turn that was taken by a wrong clock does not count. */
export function isTurnOn(turn: NonNullable<HostState['turn']>, at: number): boolean {
  return turn.until > at && turn.until <= at + MOST_MS;
}

function withoutTurn(settings: NetworkSettings, host: Host, holder: string | undefined) {
  const { turn, ...state } = hostIn(settings, host);
  const isOurs = turn !== undefined && turn.holder === holder;
  return isOurs ? withHost(settings, host, state) : settings;
}
