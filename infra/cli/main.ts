#!/usr/bin/env node
/** `closte-domains`, the ops tool: finds the command, prints its answer, sets the exit code. */
import { keepSecretsFromDumps } from '../../functions/keep-from-dumps.ts';
import { withLocalStore } from '../local/local-settings.ts';
import { aboutDeployment } from './about-deployment.ts';
import { type CommonFlags, commonFlags, UsageError } from './arguments.ts';
import { didYouMean } from './closest.ts';
import { CommandFailedError, type CommandResult } from './command.ts';
import { COMMANDS, type CommandEntry } from './commands.ts';
import {
  type ChosenDeployment,
  chosenDeployment,
  environmentOf,
  projectOption,
  storeOption,
} from './deployment.ts';
import { personAtTerminal } from './person.ts';
import { withProgress } from './progress.ts';
import { flushed, print, printError, printJson } from './terminal.ts';

const EXIT_CODES = { good: 0, notGood: 1, usage: 2 } as const;
type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** The width of prose if no terminal says how wide it is, in columns. */
const HELP_WIDTH = 80;

/** Warnings of libraries and of Node are not part of any answer. */
process.removeAllListeners('warning');

keepSecretsFromDumps();
const argv = process.argv.slice(2);
const exitCode = await main(argv).catch((error: unknown) => told(error, argv));
// The answer ends the command: a library that still tries something, perhaps in vain, must not change the exit code.
await flushed();
process.exit(exitCode);

/** Options that every command has may stand before its name as well. */
async function main(argv: readonly string[]): Promise<ExitCode> {
  const flags = commonFlags(argv);
  const [name, ...args] = flags.rest;
  switch (name) {
    case undefined:
      if (flags.help) return help(undefined);
      throw new UsageError(`a command is missing; give one of ${commandNames().join(', ')}`);
    case 'help':
      return help(args.find((arg) => !arg.startsWith('-')));
    case 'version':
    case '--version':
    case '-v':
      return version();
    default:
      return flags.help ? help(name) : call(entryOf(name), { ...flags, rest: args });
  }
}

async function call(entry: CommandEntry, flags: CommonFlags): Promise<ExitCode> {
  const command = await entry.load();
  const deployment = deploymentOf(flags);
  if (!entry.isOfTool && deployment.unreadable !== undefined) {
    throw new CommandFailedError(deployment.unreadable);
  }
  const environment = environmentOf(deployment, withLocalStore(process.env));
  // Google's clients read the project there.
  if (deployment.project !== undefined) process.env.GOOGLE_CLOUD_PROJECT = deployment.project;
  const person = personAtTerminal(flags.json);
  const context = { environment, deployment, now: Date.now(), person };
  const run = () => command.run(flags.rest, context);
  const about = entry.isOfTool ? [] : aboutDeployment(deployment);
  try {
    const result = await (entry.doing === undefined ? run() : withProgress(entry.doing, run));
    return show({ ...result, notes: [...(result.notes ?? []), ...about] }, flags.json);
  } catch (error) {
    if (!(error instanceof CommandFailedError) || flags.json) throw error;
    const exitCode = await told(error, [entry.name]);
    for (const note of about) printError(note);
    return exitCode;
  }
}

function deploymentOf({ project, store }: CommonFlags): ChosenDeployment {
  return chosenDeployment(
    {
      ...(project === undefined ? {} : { project: projectOption(project) }),
      ...(store === undefined ? {} : { store: storeOption(store) }),
    },
    process.env,
  );
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
    print(toolHelp(), HELP_WIDTH);
  } else {
    const entry = entryOf(name);
    print(commandHelp(entry, await entry.load()), HELP_WIDTH);
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
  const meant = didYouMean(name, commandNames());
  throw new UsageError(
    `${JSON.stringify(name)} is not a command${meant || `; give one of ${commandNames().join(', ')}`}`,
  );
}

function commandNames(): string[] {
  return [...COMMANDS.map(({ name }) => name), 'help'];
}

/** Prints what went wrong, with a stack only for a fault of the tool itself. */
async function told(error: unknown, argv: readonly string[]): Promise<ExitCode> {
  const { SettingsError } = await import('../../shared/settings/settings.ts');
  const message = error instanceof Error ? error.message : String(error);
  const isUsage = error instanceof UsageError || error instanceof SettingsError;
  const isExpected = isUsage || error instanceof CommandFailedError;
  const exitCode = isUsage ? EXIT_CODES.usage : EXIT_CODES.notGood;
  if (argv.includes('--json')) {
    const kind = isUsage ? 'usage' : isExpected ? 'failed' : 'fault';
    printJson({ error: { kind, message: isExpected ? message : stackOf(error) } }, process.stderr);
    return exitCode;
  }
  if (error instanceof UsageError) {
    const named = argv.find((arg) => COMMANDS.some(({ name }) => name === arg));
    const command = named === undefined ? '' : ` ${named}`;
    printError(`closte-domains${command}: ${message}`);
    printError(`For help: closte-domains help${command}`);
  } else if (isExpected) {
    printError(message);
  } else {
    printError('This is a fault in closte-domains:');
    for (const line of stackOf(error).split('\n')) printError(line);
  }
  return exitCode;
}

function stackOf(error: unknown): string {
  return String(error instanceof Error ? error.stack : error);
}
