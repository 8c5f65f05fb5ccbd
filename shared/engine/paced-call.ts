import type { PutOff } from '../lifecycle/put-off.ts';
import {
  type Circuit,
  type Host,
  type HostState,
  hostIn,
  withHost,
} from '../store/network-settings.ts';
import { afterFailure, callAt, comeAgainAt, findingOut, type HostFailure } from './circuit.ts';
import type { Pace, Pacing } from './pace.ts';
import { askForTurn, isTurnOn, noteTurn, TURN_MS } from './turn.ts';

/** A turn must last this much longer for a call to be begun in it. */
const LONGEST_CALL_MS = 50_000;
/** A caller that finds another's turn comes back after this time: the turn may have been released by then. */
const COME_AGAIN_MS = 20_000;

/**
 * How long a caller may wait for a slot and for the store. A caller that has waited longer retries later,
 * since its claim (`LEASE_MS`) might expire before the call ends.
 */
const LONGEST_WAIT_MS = 12_000;

/**
 * The calls after a pause are spread over this time, so that the first can test whether the pause is over.
 */
const SPREAD_MS = 30_000;

/** The state of a host as one call shows it: it works, the call shows nothing, or the host is at fault. */
export type Verdict = 'well' | 'nothing' | HostFailure;

/**
 * Makes a call if it is the caller's turn, and unless all calls to that host pause. All later callers know
 * what the call has shown about the host.
 *
 * @param verdictOf judges the host by the result and the time that it took, in milliseconds
 * @throws what `call` throws, which says nothing about the host
 */
export async function pacedCall<Result>(
  pacing: Pacing,
  host: Host,
  pace: Pace,
  call: () => Promise<Result>,
  verdictOf: (result: Result, tookMs: number) => Verdict,
): Promise<Result | PutOff> {
  const { now } = pacing;
  const cameAt = now();
  const state = hostIn(await pacing.store.readSettings(), host);
  const atFirst = admission(pacing, state, pace);
  if (atFirst.kind === 'put-off') {
    if (!atFirst.pause) await askForTurn(pacing, host, pace, state);
    return atFirst;
  }
  const isOneFree = pace.slots.isOneFree;
  const slot = await pace.slots.take();
  if (slot.comeBackInMs !== undefined) return { kind: 'put-off', until: now() + slot.comeBackInMs };
  try {
    // While this call waited, others may have found a fault.
    const admitted = await admit(pacing, host, pace, isOneFree ? state : undefined);
    if (admitted.kind === 'put-off') return admitted;
    const begunAt = now();
    if (begunAt > cameAt + LONGEST_WAIT_MS) {
      return { kind: 'put-off', until: begunAt + COME_AGAIN_MS };
    }
    const result = await call();
    await tell(pacing, host, admitted, verdictOf(result, now() - begunAt));
    return result;
  } finally {
    slot.free();
  }
}

interface Admitted {
  readonly kind: 'admitted';
  readonly isFirst: boolean;
  readonly circuit: Circuit | undefined;
}

/** @param known the host's state, if it has just been read */
async function admit(
  pacing: Pacing,
  host: Host,
  pace: Pace,
  known: HostState | undefined,
): Promise<Admitted | PutOff> {
  const { store } = pacing;
  const state = known ?? hostIn(await pacing.store.readSettings(), host);
  const asked = admission(pacing, state, pace);
  if (asked.kind === 'put-off' || asked.state === state) return asked;
  noteTurn(pace);
  // The state may have changed since it was read, so a transaction decides: only one call is the first, and
  // only one sweep has the turn.
  let latest: Admission = asked;
  await store.changeSettings((settings) => {
    const latestState = hostIn(settings, host);
    const again = admission(pacing, latestState, pace);
    latest = again;
    return again.kind === 'put-off' ? settings : withHost(settings, host, again.state);
  });
  return latest;
}

type Admission = PutOff | (Admitted & { readonly state: HostState });

/** Whether to call, and if so, the host's state from then on. */
function admission({ now, random }: Pacing, state: HostState, { holder }: Pace): Admission {
  const { circuit, turn } = state;
  const at = now();
  const call = callAt(circuit, at);
  if (call === 'paused' && circuit) {
    const { cause, reason } = circuit;
    const until = comeAgainAt(circuit, at) + Math.round(SPREAD_MS * random());
    return { kind: 'put-off', until, pause: { cause, reason } };
  }
  const isTaken = turn !== undefined && isTurnOn(turn, at);
  if (holder !== undefined && isTaken && turn.holder !== holder) {
    return { kind: 'put-off', until: Math.min(turn.until, at + COME_AGAIN_MS) };
  }
  const isHeld = isTaken && turn.until >= at + LONGEST_CALL_MS;
  const isFirst = call === 'first';
  const wanted = isTaken && turn.wantedAt !== undefined ? { wantedAt: turn.wantedAt } : {};
  const admitted = {
    ...state,
    ...(circuit && isFirst && { circuit: findingOut(circuit, at) }),
    ...(holder !== undefined && !isHeld && { turn: { holder, until: at + TURN_MS, ...wanted } }),
  };
  const isSame = !isFirst && (holder === undefined || isHeld);
  return { kind: 'admitted', isFirst, circuit, state: isSame ? state : admitted };
}

/** Records what a call has shown. Usually that is nothing new, and not worth a transaction. */
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
      const { circuit: latest, ...state } = hostIn(settings, host);
      return latest && isOver(latest) ? withHost(settings, host, state) : settings;
    });
    if (isFirst) log.info({ host }, `${host}: calls resume`);
    return;
  }
  let paused: Circuit | undefined;
  await store.changeSettings((settings) => {
    const state = hostIn(settings, host);
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
