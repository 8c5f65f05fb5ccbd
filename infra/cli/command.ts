import type { Environment } from '../../shared/settings/variable.ts';
import type { Choices, OptionSpecs } from './arguments.ts';
import type { ChosenDeployment } from './deployment.ts';
import type { Line } from './text.ts';

/** How a command is called, and what it does. The command itself prints nothing. */
export interface Command {
  /** Its positional arguments, as its usage shows them: `<domain>`. */
  readonly operands: readonly string[];
  /** The possible values of each operand, in their order; absent if any value is accepted. */
  readonly choices?: readonly Choices[];
  readonly options: OptionSpecs;
  /** The paragraphs of its long help. */
  readonly details: readonly string[];
  /** Example calls, without the name of the tool. */
  readonly examples: readonly string[];
  /**
   * @param args without `--json` and `--help`, which every command has
   * @throws {UsageError} if it is called wrongly
   * @throws {CommandFailedError} if there is no answer
   */
  run(args: readonly string[], context: Context): Promise<CommandResult>;
}

/** What a command is given besides its arguments. */
export interface Context {
  /** The environment of the deployment that is meant. */
  readonly environment: Environment;
  readonly deployment: ChosenDeployment;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly person: Person;
}

/** The person who called, as far as a command deals with them before its answer. */
export interface Person {
  /** How many columns their terminal has; undefined if they have none. */
  readonly columns: number | undefined;
  /** Shows a line of the answer at once, unless the answer is JSON. */
  tell(line: Line): void;
  /**
   * Asks a question that is answered by yes or no.
   *
   * @throws {UsageError} if nobody is there to answer, with what to give instead
   */
  agrees(question: string, insteadGive: string): Promise<boolean>;
}

/** The result of a command. */
export interface CommandResult {
  /** Whether all is as it should be. */
  readonly good: boolean;
  /** The answer for programs. */
  readonly json: unknown;
  /** The answer for people. */
  readonly text: readonly Line[];
  /** Notes beside the answer. */
  readonly notes?: readonly string[];
}

/** There is no answer; the message says why. */
export class CommandFailedError extends Error {
  override readonly name = 'CommandFailedError';
}
