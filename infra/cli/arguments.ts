import { type ParseArgsConfig, parseArgs } from 'node:util';
import { closest } from './closest.ts';

/** An option of one command, for `parseArgs` and for the help. */
export type OptionSpec = {
  /** Its meaning, in one line. */
  readonly help: string;
} & (
  | { readonly type: 'boolean' }
  | {
      readonly type: 'string';
      readonly multiple?: boolean;
      /** The placeholder for its value in the help: `N`. */
      readonly value: string;
      /** Absent if any value is accepted. */
      readonly choices?: Choices;
    }
);

/** All possible values; or the mark for a file on this machine, or for a domain in the store. */
export type Choices = readonly string[] | 'path' | 'domain';

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The options of every command. */
export const COMMON_OPTIONS = {
  project: {
    type: 'string',
    value: 'P',
    help: 'The deployment in this project on Google Cloud',
  },
  store: {
    type: 'string',
    value: 'S',
    choices: 'path',
    help: 'This store: a path, sqlite:<path> or firestore',
  },
  json: { type: 'boolean', help: 'Print the answer as JSON, on one line' },
  help: { type: 'boolean', help: 'Print this help' },
} as const satisfies OptionSpecs;

/** The tool was called wrongly: the message names the argument and what to do about it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The common options, which are read before a command's own arguments. */
export interface CommonFlags {
  readonly json: boolean;
  readonly help: boolean;
  /** As they were written on the command line. */
  readonly project?: string;
  readonly store?: string;
  readonly rest: readonly string[];
}

/**
 * Takes `--json`, `--help`, `-h`, `--project` and `--store` out of the arguments. They cannot be the value
 * of an option: for `parseArgs`, a value that begins with a dash is written as `--q=--json`.
 *
 * @throws {UsageError} if `--project` or `--store` has no value
 */
export function commonFlags(args: readonly string[]): CommonFlags {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const before = args.slice(0, end);
  const isHelp = (arg: string) => arg === '--help' || arg === '-h';
  const flags = before.filter((arg) => arg !== '--json' && !isHelp(arg));
  const project = takeValue(flags, 'project');
  const store = takeValue(flags, 'store');
  return {
    json: before.includes('--json'),
    help: before.some(isHelp),
    ...(project === undefined ? {} : { project }),
    ...(store === undefined ? {} : { store }),
    rest: [...flags, ...args.slice(end)],
  };
}

/** Takes `--name=value`, or `--name value`, out of the arguments; the last one counts. */
function takeValue(args: string[], name: string): string | undefined {
  let value: string | undefined;
  for (let at = 0; at < args.length; ) {
    const arg = args[at] ?? '';
    if (arg.startsWith(`--${name}=`)) {
      value = arg.slice(name.length + 3);
      args.splice(at, 1);
    } else if (arg === `--${name}`) {
      value = args[at + 1];
      if (value === undefined || value.startsWith('-')) {
        throw new UsageError(`--${name} has no value; give one, or leave the option out`);
      }
      args.splice(at, 2);
    } else {
      at += 1;
    }
  }
  return value;
}

/**
 * Reads a command's own arguments.
 *
 * @param operands the positional arguments that it accepts, by their names, or any number of them
 * @throws {UsageError} if an option is unknown or has a wrong value, or if there are too many positional arguments
 */
export function readArguments<const Options extends OptionSpecs>(
  args: readonly string[],
  options: Options,
  operands: readonly string[] | 'any',
) {
  const { values, positionals } = parsed({
    args: [...args],
    // Known here as well, so that `--json=1` gets a fitting error.
    options: { ...options, ...FLAGS },
    allowPositionals: true,
  });
  if (operands === 'any') return { values, positionals };
  const [surplus] = positionals.slice(operands.length);
  if (surplus !== undefined) {
    const taken = operands.length === 0 ? 'no argument' : `only ${operands.join(' and ')}`;
    throw new UsageError(
      `${JSON.stringify(surplus)} is unexpected: the command takes ${taken}; leave it out`,
    );
  }
  return { values, positionals };
}

const FLAGS = { json: COMMON_OPTIONS.json, help: COMMON_OPTIONS.help } as const;

function parsed<Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw asUsageError(error, Object.keys(config.options ?? {}));
  }
}

/** Node's own message, with advice if it has none. */
function asUsageError(error: unknown, options: readonly string[]): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  switch (error.code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION': {
      const [sentence = ''] = error.message.split('. ');
      const known = [...options, 'project', 'store'];
      const [, written = ''] = /'--([^']*)'/.exec(sentence) ?? [];
      const meant = closest(written, known);
      const remedy =
        meant === undefined
          ? `give one of ${known.map((name) => `--${name}`).join(', ')}`
          : `did you mean --${meant}?`;
      return new UsageError(`${sentence}; ${remedy}`);
    }
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE': {
      const remedy = / missing$/.test(error.message) ? '; give it, or leave the option out' : '';
      return new UsageError(error.message.replaceAll('\n', ' ') + remedy);
    }
    default:
      return error;
  }
}
