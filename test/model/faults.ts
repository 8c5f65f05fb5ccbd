import type { Fault } from './schedule.ts';

/** Our process is killed here: nothing that follows is done, and nobody is told. */
export class Died extends Error {
  override readonly name = 'Died';
}

/** The outcome of a call, as the caller learns it. */
export type Fate = 'done' | 'unknown' | 'refused-for-now' | 'limited' | 'unauthorized';

export interface Faults {
  /**
   * Carries out a call to the outside as the next fault has it.
   *
   * @param effect what the call changes there; done now, later, or never
   * @param isInOrder whether no later call can overtake it
   */
  call(effect: () => void, isInOrder?: boolean): Promise<Fate>;
  /** From now on nothing goes wrong. */
  end(): void;
}

/** The time of a run, for the outside. */
export interface Time {
  /** Has something happen later, in milliseconds from now. */
  later(ms: number, what: () => void): void;
  /** We stand still for longer than a claim lasts, while another worker goes on. */
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
