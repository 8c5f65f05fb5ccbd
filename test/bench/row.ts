import type { RunningEmulator } from '../support/emulators.ts';
import type { Deployed } from './deployed.ts';
import type { World } from './world/world.ts';

/** The parts that a row measures with. */
export interface Bench {
  readonly world: World;
  readonly deployed: Deployed;
  /**
   * Starts the emulators on the first call; resolves to undefined if this machine has none. Google's clients
   * in this process use them from then on.
   */
  emulators(): Promise<Emulators | undefined>;
}

export interface Emulators {
  readonly firestore: RunningEmulator;
  readonly pubsub: RunningEmulator;
}

/** One line of the table, already as text. */
export interface Line {
  readonly what: string;
  /** The figure with which it is compared. */
  readonly beside: string;
  readonly figure: string;
  readonly ratio: string;
  /** The target. */
  readonly reach: string;
}

/** Some lines that are measured together. */
export interface Row {
  /** Its name for `--only`. */
  readonly name: string;
  measure(bench: Bench): Promise<readonly Line[]>;
}
