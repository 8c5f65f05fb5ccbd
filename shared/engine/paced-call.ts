import type { Logger } from 'pino';
import type { PutOff } from '../lifecycle/put-off.ts';
import type { Random } from '../lifecycle/rest.ts';
import {
  type Circuit,
  HOSTS,
  type Host,
  type HostState,
  type NetworkSettings,
} from '../store/network-settings.ts';
import type { Store } from '../store/store.ts';
import { afterFailure, callAt, comeAgainAt, findingOut, type HostFailure } from './circuit.ts';
import type { Pace, Paces } from './pace.ts';

/** What it takes to keep calls few. */
export interface Pacing {
  readonly store: Pick<Store, 'readSettings' | 'changeSettings'>;
  readonly log: Logger;
  readonly random: Random;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** A turn outlasts each call that is begun in it. */
const TURN_MS = 90_000;
const LONGEST_CALL_MS = 50_000;

/** Those who come back after a pause are spread over so long: the first of them finds out. */
const SPREAD_MS = 30_000;

/** What a call says of its host: that it is well, nothing, or what is wrong with it. */
export type Verdict = 'well' | 'nothing' | HostFailure;

/**
 * Makes a call when it is the caller's turn, and not while all calls to that host pause. What comes of the
 * call is known to all who call it afterwards.
 *
 * @param verdictOf what the result says of the host, and the time in milliseconds that it took
 * @throws what `call` throws, which says nothing of the host
 */
export async function pacedCall<Result>(
  pacing: Pacing,
  host: Host,
  pace: Pace,
  call: () => Promise<Result>,
  verdictOf: (result: Result, tookMs: number) => Verdict,
): Promise<Result | PutOff> {
  const { now } = pacing;
  const atFirst = admission(pacing, await stateOf(pacing, host), pace);
  if (atFirst.kind === 'put-off') return atFirst;
  const slot = await pace.slots.take();
  if (slot.comeBackInMs !== undefined) return { kind: 'put-off', until: now() + slot.comeBackInMs };
  try {
    // Others may have found something wrong meanwhile.
    const admitted = await admit(pacing, host, pace);
    if (admitted.kind === 'put-off') return admitted;
    const begunAt = now();
    const result = await call();
    await tell(pacing, host, admitted, verdictOf(result, now() - begunAt));
    return result;
  } finally {
    slot.free();
  }
}

/** Gives the turns back that are held, so that whoever sweeps next need not wait for their end. */
export async function endTurns({ store }: Pick<Pacing, 'store'>, paces: Paces): Promise<void> {
  const after = (settings: NetworkSettings) =>
    HOSTS.reduce((known, host) => withoutTurn(known, host, paces[host].holder), settings);
  const known = await store.readSettings();
  if (after(known) !== known) await store.changeSettings(after);
}

function withoutTurn(settings: NetworkSettings, host: Host, holder: string | undefined) {
  const { turn, ...state } = settings.hosts?.[host] ?? {};
  const isOurs = turn !== undefined && turn.holder === holder;
  return isOurs ? withHost(settings, host, state) : settings;
}

async function stateOf({ store }: Pacing, host: Host): Promise<HostState> {
  return (await store.readSettings()).hosts?.[host] ?? {};
}

interface Admitted {
  readonly kind: 'admitted';
  readonly isFirst: boolean;
  readonly circuit: Circuit | undefined;
}

async function admit(pacing: Pacing, host: Host, pace: Pace): Promise<Admitted | PutOff> {
  const { store } = pacing;
  const state = await stateOf(pacing, host);
  const asked = admission(pacing, state, pace);
  if (asked.kind === 'put-off' || asked.state === state) return asked;
  // What was read may have changed: only one is the first, and only one has the turn.
  let latest: Admission = asked;
  await store.changeSettings((settings) => {
    const latestState = settings.hosts?.[host] ?? {};
    const again = admission(pacing, latestState, pace);
    latest = again;
    return again.kind === 'put-off' ? settings : withHost(settings, host, again.state);
  });
  return latest;
}

type Admission = PutOff | (Admitted & { readonly state: HostState });

/** Whether to call, and what the host's state is if so. */
function admission({ now, random }: Pacing, state: HostState, { holder }: Pace): Admission {
  const { circuit, turn } = state;
  const at = now();
  const call = callAt(circuit, at);
  if (call === 'paused' && circuit) {
    const { cause, reason } = circuit;
    const until = comeAgainAt(circuit, at) + Math.round(SPREAD_MS * random());
    return { kind: 'put-off', until, pause: { cause, reason } };
  }
  const isTaken = turn !== undefined && turn.until > at && turn.until <= at + TURN_MS;
  if (holder !== undefined && isTaken && turn.holder !== holder) {
    return { kind: 'put-off', until: turn.until };
  }
  const isHeld = isTaken && turn.until >= at + LONGEST_CALL_MS;
  const isFirst = call === 'first';
  const admitted = {
    ...state,
    ...(circuit && isFirst && { circuit: findingOut(circuit, at) }),
    ...(holder !== undefined && !isHeld && { turn: { holder, until: at + TURN_MS } }),
  };
  const isSame = !isFirst && (holder === undefined || isHeld);
  return { kind: 'admitted', isFirst, circuit, state: isSame ? state : admitted };
}

/** Remembers what a call has shown. Usually that is nothing new, and not worth a transaction. */
async function tell(
  { store, log, now }: Pacing,
  host: Host,
  { isFirst, circuit }: Admitted,
  verdict: Verdict,
): Promise<void> {
  if (verdict === 'nothing') return;
  if (verdict === 'well') {
    if (!circuit) return;
    const isOver = ({ pausedUntil }: Circuit) => isFirst || pausedUntil === null;
    await store.changeSettings((settings) => {
      const { circuit: latest, ...state } = settings.hosts?.[host] ?? {};
      return latest && isOver(latest) ? withHost(settings, host, state) : settings;
    });
    if (isFirst) log.info({ host }, `${host}: calls go on`);
    return;
  }
  let paused: Circuit | undefined;
  await store.changeSettings((settings) => {
    const state = settings.hosts?.[host] ?? {};
    const after = afterFailure(state.circuit, verdict, isFirst, now());
    paused = after !== state.circuit && after.pausedUntil !== null ? after : undefined;
    return after === state.circuit
      ? settings
      : withHost(settings, host, { ...state, circuit: after });
  });
  if (!paused) return;
  const { cause, reason, pausedUntil, pauses } = paused;
  const until = new Date(pausedUntil ?? 0).toISOString();
  log.warn({ host, cause, pauses, until }, `${host}: all calls pause until ${until}: ${reason}`);
}

function withHost(settings: NetworkSettings, host: Host, state: HostState): NetworkSettings {
  return { ...settings, hosts: { ...settings.hosts, [host]: state } };
}
