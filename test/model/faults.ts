import type { Fault } from './schedule.ts';

/** Our process is killed here: nothing that follows is done, and no error is reported. */
export class Died extends Error {
  override readonly name = 'Died';
}

/** The outcome of a call, as the caller sees it. */
export type Fate = 'done' | 'unknown' | 'refused-for-now' | 'limited' | 'unauthorized';

export interface Faults {
  /**
   * Carries out a call to the outside, with the next fault.
   *
   * @param effect the call's change there, which happens now, later, or never
   * @param isInOrder whether no later call can overtake it
   */
  call(effect: () => void, isInOrder?: boolean): Promise<Fate>;
  /** From now on nothing goes wrong. */
  end(): void;
}

/** The time of a run, as the outside uses it. */
export interface Time {
  /** Makes something happen `ms` milliseconds from now. */
  later(ms: number, what: () => void): void;
  /** Stalls this worker for longer than a claim lasts, while another one goes on. */
  stall(): Promise<void>;
}

const LATE_MS = 8000;

export function faultsOf(faults: readonly Fault[], time: Time): Faults {
  const left = [...faults];
  return {
    async call(effect, isInOrder = false) {
      switch (left.shift() ?? 'none') {
        case 'none':
          effect();
          return 'done';
        case 'not-done':
          return 'unknown';
        case 'answer-lost':
          effect();
          return 'unknown';
        case 'done-late':
          if (isInOrder) effect();
          else time.later(LATE_MS, effect);
          return 'unknown';
        case 'dies-before':
          throw new Died('before');
        case 'dies-after':
          effect();
          throw new Died('after');
        case 'stalls':
          await time.stall();
          effect();
          return 'done';
        case 'refused-for-now':
          return 'refused-for-now';
        case 'limited':
          return 'limited';
        case 'unauthorized':
          return 'unauthorized';
      }
    },
    end() {
      left.length = 0;
    },
  };
}
