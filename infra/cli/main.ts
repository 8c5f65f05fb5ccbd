#!/usr/bin/env node
/** `closte-domains`, the ops tool: finds the command, prints its answer, sets the exit code. */
import { withLocalStore } from '../local/local-settings.ts';
import { commonFlags, UsageError } from './arguments.ts';
import { CommandFailedError, type CommandResult } from './command.ts';
import { COMMANDS, type CommandEntry } from './commands.ts';
import { flushed, print, printError, printJson } from './terminal.ts';

const EXIT_CODES = { good: 0, notGood: 1, usage: 2 } as const;
type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** What libraries and the platform warn of is no part of any answer. */
process.removeAllListeners('warning');

const argv = process.argv.slice(2);
const exitCode = await main(argv).catch((error: unknown) => told(error, argv[0]));
// With the answer all is done: what a library still tries, perhaps in vain, must not change it.
await flushed();
process.exit(exitCode);

async function main([name, ...args]: readonly string[]): Promise<ExitCode> {
  switch (name) {
    case undefined:
      throw new UsageError(`a command is missing; give one of ${commandNames()}`);
    case '--help':
    case '-h':
      return help(undefined);
    case 'help':
      return help(args.find((arg) => !arg.startsWith('-')));
    case '--version':
      return version();
    default:
      return call(entryOf(name), args);
  }
}

async function call(entry: CommandEntry, args: readonly string[]): Promise<ExitCode> {
  const flags = commonFlags(args);
  if (flags.help) return help(entry.name);

  const command = await entry.load();
  const context = { environment: withLocalStore(process.env), now: Date.now() };
  return show(await command.run(flags.rest, context), flags.json);
}

function show({ good, json, text, notes = [] }: CommandResult, asJson: boolean): ExitCode {
  if (asJson) printJson(json);
  else print(text);
  for (const note of notes) printError(note);
  return good ? EXIT_CODES.good : EXIT_CODES.notGood;
}

async function help(name: string | undefined): Promise<ExitCode> {
  const { commandHelp, toolHelp } = await import('./help.ts');
  if (name === undefined || name === 'help') {
    print(toolHelp());
  } else {
    const entry = entryOf(name);
    print(commandHelp(entry, await entry.load()));
  }
  return EXIT_CODES.good;
}

async function version(): Promise<ExitCode> {
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
  print([[manifest.version]]);
  return EXIT_CODES.good;
}

function entryOf(name: string): CommandEntry {
  const entry = COMMANDS.find((one) => one.name === name);
  if (entry) return entry;
  throw new UsageError(`${JSON.stringify(name)} is no command; give one of ${commandNames()}`);
}

function commandNames(): string {
  return [...COMMANDS.map(({ name }) => name), 'help'].join(', ');
}

/** Tells what went wrong. Only a fault of the tool itself is told with where it happened. */
async function told(error: unknown, name: string | undefined): Promise<ExitCode> {
  if (error instanceof UsageError) {
    const command = COMMANDS.some((entry) => entry.name === name) ? ` ${name}` : '';
    printError(`closte-domains${command}: ${error.message}`);
    printError(`How it is called: closte-domains help${command}`);
    return EXIT_CODES.usage;
  }
  if (error instanceof CommandFailedError) {
    printError(error.message);
    return EXIT_CODES.notGood;
  }
  const { SettingsError } = await import('../../shared/settings/settings.ts');
  if (error instanceof SettingsError) {
    printError(error.message);
    return EXIT_CODES.usage;
  }
  printError('This is a fault in closte-domains:');
  for (const line of String(error instanceof Error ? error.stack : error).split('\n')) {
    printError(line);
  }
  return EXIT_CODES.notGood;
}
