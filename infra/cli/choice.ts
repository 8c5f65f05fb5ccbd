import { UsageError } from './arguments.ts';
import { didYouMean } from './closest.ts';

/**
 * Reads an argument whose value must be one of several choices.
 *
 * @param argument its name, for the message of an error: `<action>`
 * @throws {UsageError} that names the choices, and the one that was probably meant
 */
export function choiceIn<const Choice extends string>(
  argument: string,
  written: string | undefined,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === written);
  if (found !== undefined) return found;
  const all = choices.join(', ');
  throw new UsageError(
    written === undefined
      ? `${argument} is missing; give one of ${all}`
      : `${argument} must be one of ${all}, not ${JSON.stringify(written)}${didYouMean(written, choices)}`,
  );
}
