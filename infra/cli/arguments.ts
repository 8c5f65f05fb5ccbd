import { type ParseArgsConfig, parseArgs } from 'node:util';

/** An option of one command, for `parseArgs` and for the help. */
export type OptionSpec = {
  /** What it means, in a line. */
  readonly help: string;
} & (
  | { readonly type: 'boolean' }
  | {
      readonly type: 'string';
      readonly multiple?: boolean;
      /** What stands for its value in the help: `N`. */
      readonly value: string;
    }
);

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The tool was not called as it must be: the message names the argument and what to do about it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Read before a command's own arguments. */
export interface CommonFlags {
  readonly json: boolean;
  readonly help: boolean;
  readonly rest: readonly string[];
}

/**
 * Takes `--json`, `--help` and `-h` out of the arguments. They cannot be the value of an option:
 * `parseArgs` has a value that begins with a dash written as `--q=--json`.
 */
export function commonFlags(args: readonly string[]): CommonFlags {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const before = args.slice(0, end);
  const isHelp = (arg: string) => arg === '--help' || arg === '-h';
  return {
    json: before.includes('--json'),
    help: before.some(isHelp),
    rest: [...before.filter((arg) => arg !== '--json' && !isHelp(arg)), ...args.slice(end)],
  };
}

/** Known here as well, so that `--json=1` is told what it is. */
const COMMON_OPTIONS = { json: { type: 'boolean' }, help: { type: 'boolean' } } as const;

/**
 * Reads a command's own arguments, with at most as many positional ones as it has operands.
 *
 * @throws {UsageError}
 */
export function readArguments<const Options extends OptionSpecs>(
  args: readonly string[],
  options: Options,
  operands: readonly string[],
) {
  const { values, positionals } = parsed({
    args: [...args],
    options: { ...options, ...COMMON_OPTIONS },
    allowPositionals: true,
  });
  const [surplus] = positionals.slice(operands.length);
  if (surplus !== undefined) {
    const taken = operands.length === 0 ? 'no argument' : `only ${operands.join(' and ')}`;
    throw new UsageError(`${JSON.stringify(surplus)} is too much: it takes ${taken}; leave it out`);
  }
  return { values, positionals };
}

function parsed<Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw asUsageError(error, Object.keys(config.options ?? {}));
  }
}

/** In the platform's words, and with what to do where they do not say it. */
function asUsageError(error: unknown, options: readonly string[]): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  switch (error.code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION': {
      const [sentence] = error.message.split('. ');
      const known = options.map((name) => `--${name}`).join(', ');
      return new UsageError(`${sentence}; give one of ${known}`);
    }
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE': {
      const remedy = / missing$/.test(error.message) ? '; give it, or leave the option out' : '';
      return new UsageError(error.message.replaceAll('\n', ' ') + remedy);
    }
    default:
      return error;
  }
}
