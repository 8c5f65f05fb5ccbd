import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHOSEN } from './chosen.ts';
import { type Mutation, mutationsIn } from './mutations-in.ts';
import type { Room } from './rooms.ts';

/** A source with one fault. */
export interface Mutant {
  readonly file: string;
  /** The line of the fault, from 1. */
  readonly line: number;
  /** The text of that line. */
  readonly text: string;
  readonly mutation: Mutation;
  /** The fault in words, for a mutant that was chosen by hand. */
  readonly what?: string;
}

/** All mutants that were chosen by hand, and a random sample of the others. */
export function mutantsOf(root: string, room: Room, sample: number, seed: number): Mutant[] {
  const files = globSync([...room.sources], { cwd: root }).sort();
  const byHand = files.flatMap((file) => chosenIn(file, textOf(root, file)));
  const byRule = files.flatMap((file) => {
    const source = textOf(root, file);
    return mutationsIn(source).map((mutation) => mutant(file, source, mutation));
  });
  const left = Math.max(sample - byHand.length, 0);
  return [...byHand, ...shuffled(byRule, seed).slice(0, left)];
}

/** @throws {Error} if the text of one does not occur exactly once in the source */
export function chosenIn(file: string, source: string): Mutant[] {
  return CHOSEN.filter((one) => one.file === file).map(({ what, from, to }) => {
    const [before = '', ...more] = source.split(from);
    if (more.length !== 1) {
      throw new Error(`chosen.ts: “${from}” is in ${file} ${more.length} times, not once`);
    }
    return { ...mutant(file, source, { at: before.length, from, to }), what };
  });
}

function mutant(file: string, source: string, mutation: Mutation): Mutant {
  // The text of a dropped field begins with the comma before it.
  const begin = mutation.at + mutation.from.search(/[^,\s]/);
  const line = source.slice(0, begin).split('\n').length;
  return { file, line, text: source.split('\n')[line - 1] ?? '', mutation };
}

function textOf(root: string, file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** The same order for the same seed, so that a run can be repeated. */
function shuffled<T>(all: readonly T[], seed: number): T[] {
  const order = [...all];
  let state = seed >>> 0;
  for (let last = order.length - 1; last > 0; last -= 1) {
    // A linear congruential generator (Numerical Recipes): good enough to draw lots.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (last + 1));
    const [one, another] = [order[last], order[other]];
    if (one === undefined || another === undefined) continue;
    order[last] = another;
    order[other] = one;
  }
  return order;
}
