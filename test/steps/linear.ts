import assert from 'node:assert/strict';
import type { StepCounter } from '../support/steps.ts';

/** The steps that an empty input may take. */
const MOST_AT_ALL = 3000;

/** An input of a measured function, and its size. */
export interface Sized {
  readonly input: unknown;
  readonly size: number;
}

/**
 * Asserts that the steps which the function `name` takes are at most `most` per unit of its input's size, and
 * that they grow no faster than linearly.
 *
 * @param inputs alike, of which the last is four times as large as the first
 */
export async function assertLinear(
  counter: StepCounter,
  name: string,
  inputs: readonly Sized[],
  most: number,
): Promise<void> {
  const steps: number[] = [];
  for (const { input } of inputs) steps.push(await counter.steps(name, input));
  const told = `${steps.join(', ')} steps for ${inputs.map(({ size }) => size).join(', ')}`;
  for (const [at, { size }] of inputs.entries()) {
    assert.ok((steps[at] ?? 0) <= most * size + MOST_AT_ALL, `too many: ${told}`);
  }
  const [first = 0] = steps;
  assert.ok((steps.at(-1) ?? 0) <= 5 * first + MOST_AT_ALL, `growing too fast: ${told}`);
}
