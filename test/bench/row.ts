import type { RunningEmulator } from '../support/emulators.ts';
import type { Deployed } from './deployed.ts';
import type { World } from './world/world.ts';

/** What a row has to measure with. */
export interface Bench {
  readonly world: World;
  readonly deployed: Deployed;
  /** Started when they are first asked for; undefined where there are none. */
  emulators(): Promise<Emulators | undefined>;
}

export interface Emulators {
  readonly firestore: RunningEmulator;
  readonly pubsub: RunningEmulator;
}

/** One line of the table. Everything is text by then. */
export interface Line {
  readonly what: string;
  /** What it is measured beside. */
  readonly beside: string;
  readonly figure: string;
  readonly ratio: string;
  /** What it ought to be. */
  readonly reach: string;
}

/** Some lines that are measured together. */
export interface Row {
  /** For `--only`. */
  readonly name: string;
  measure(bench: Bench): Promise<readonly Line[]>;
}
