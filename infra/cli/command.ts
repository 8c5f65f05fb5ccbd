import type { Environment } from '../../shared/settings/variable.ts';
import type { OptionSpecs } from './arguments.ts';
import type { ChosenDeployment } from './deployment.ts';
import type { Line } from './text.ts';

/** How a command is called, and what it does. It prints nothing itself. */
export interface Command {
  /** Its positional arguments, as its usage shows them: `<domain>`. */
  readonly operands: readonly string[];
  readonly options: OptionSpecs;
  /** What there is to know, paragraph by paragraph. */
  readonly details: readonly string[];
  /** How it is called, without the name of the tool. */
  readonly examples: readonly string[];
  /**
   * @param args without `--json` and `--help`, which every command has
   * @throws {UsageError} if it is not called as it must be
   * @throws {CommandFailedError} if there is no answer
   */
  run(args: readonly string[], context: Context): Promise<CommandResult>;
}

/** The world around a command. */
export interface Context {
  /** As the deployment that is meant has it. */
  readonly environment: Environment;
  readonly deployment: ChosenDeployment;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly person: Person;
}

/** Whoever called, as far as a command deals with them before its answer. */
export interface Person {
  /** How many columns their terminal has; undefined if they have none. */
  readonly columns: number | undefined;
  /** Shows a line of the answer at once, to those who read text. */
  tell(line: Line): void;
  /**
   * Asks a question that is answered by yes or no.
   *
   * @throws {UsageError} if nobody is there to answer, with what to give instead
   */
  agrees(question: string, insteadGive: string): Promise<boolean>;
}

/** What a command found out. */
export interface CommandResult {
  /** Whether all is as it should be. */
  readonly good: boolean;
  /** The answer for programs. */
  readonly json: unknown;
  /** The answer for people. */
  readonly text: readonly Line[];
  /** What is worth knowing beside the answer. */
  readonly notes?: readonly string[];
}

/** There is no answer, for the reason that the message gives to whoever called. */
export class CommandFailedError extends Error {
  override readonly name = 'CommandFailedError';
}
