import { EQUIVALENT, type Equivalent } from './equivalent.ts';
import type { Mutant } from './mutants.ts';
import type { Trial } from './trial.ts';

/** The result of the trials of a room's mutants. */
export interface Verdict {
  readonly room: string;
  readonly tried: number;
  readonly byHand: number;
  readonly killed: number;
  /** The mutants that nothing can notice, and why. */
  readonly equivalent: readonly { readonly mutant: Mutant; readonly because: string }[];
  readonly survivors: readonly Mutant[];
}

export function verdictOf(
  room: string,
  trials: readonly Trial[],
  known: readonly Equivalent[] = EQUIVALENT,
): Verdict {
  const unnoticed = trials.filter(({ killedBy }) => killedBy === undefined);
  const judged = unnoticed.map(({ mutant }) => ({ mutant, because: reasonFor(mutant, known) }));
  return {
    room,
    tried: trials.length,
    byHand: trials.filter(({ mutant }) => mutant.what !== undefined).length,
    killed: trials.length - unnoticed.length,
    equivalent: judged.flatMap(({ mutant, because }) =>
      because === undefined ? [] : [{ mutant, because }],
    ),
    survivors: judged.flatMap(({ mutant, because }) => (because === undefined ? [mutant] : [])),
  };
}

function reasonFor(
  { file, text, mutation }: Mutant,
  known: readonly Equivalent[],
): string | undefined {
  return known.find(
    ({ file: its, from, to, line = '' }) =>
      its === file && from === mutation.from && to === mutation.to && text.includes(line),
  )?.because;
}
