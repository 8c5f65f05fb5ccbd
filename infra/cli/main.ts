#!/usr/bin/env node
/** `closte-domains`, the ops tool: finds the command, prints its answer, sets the exit code. */
import { withLocalStore } from '../local/local-settings.ts';
import { commonFlags, UsageError } from './arguments.ts';
import { didYouMean } from './closest.ts';
import { CommandFailedError, type CommandResult } from './command.ts';
import { COMMANDS, type CommandEntry } from './commands.ts';
import {
  chosenDeployment,
  deploymentText,
  environmentOf,
  projectOption,
  storeOption,
} from './deployment.ts';
import { personAtTerminal } from './person.ts';
import { withProgress } from './progress.ts';
import { flushed, print, printError, printJson } from './terminal.ts';

const EXIT_CODES = { good: 0, notGood: 1, usage: 2 } as const;
type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** What libraries and the platform warn of is no part of any answer. */
process.removeAllListeners('warning');

const argv = process.argv.slice(2);
const exitCode = await main(argv).catch((error: unknown) => told(error, argv));
// With the answer all is done: what a library still tries, perhaps in vain, must not change it.
await flushed();
process.exit(exitCode);

async function main([name, ...args]: readonly string[]): Promise<ExitCode> {
  switch (name) {
    case undefined:
      throw new UsageError(`a command is missing; give one of ${commandNames().join(', ')}`);
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
  const deployment = chosenDeployment(
    {
      ...(flags.project === undefined ? {} : { project: projectOption(flags.project) }),
      ...(flags.store === undefined ? {} : { store: storeOption(flags.store) }),
    },
    process.env,
  );
  const environment = environmentOf(deployment, withLocalStore(process.env));
  // Google's clients read it there.
  if (deployment.project !== undefined) process.env.GOOGLE_CLOUD_PROJECT = deployment.project;
  const person = personAtTerminal(flags.json);
  const context = { environment, deployment, now: Date.now(), person };
  const run = () => command.run(flags.rest, context);
  const result = await (entry.doing === undefined ? run() : withProgress(entry.doing, run));
  const remembered = `This is about ${deploymentText(deployment)}, as "closte-domains use" has it.`;
  const notes = [...(result.notes ?? []), ...(deployment.by === 'use' ? [remembered] : [])];
  return show({ ...result, notes }, flags.json);
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
  const meant = didYouMean(name, commandNames());
  throw new UsageError(
    `${JSON.stringify(name)} is no command${meant || `; give one of ${commandNames().join(', ')}`}`,
  );
}

function commandNames(): string[] {
  return [...COMMANDS.map(({ name }) => name), 'help'];
}

/** Tells what went wrong. Only a fault of the tool itself is told with where it happened. */
async function told(error: unknown, [name, ...args]: readonly string[]): Promise<ExitCode> {
  const { SettingsError } = await import('../../shared/settings/settings.ts');
  const message = error instanceof Error ? error.message : String(error);
  const isUsage = error instanceof UsageError || error instanceof SettingsError;
  const isExpected = isUsage || error instanceof CommandFailedError;
  const exitCode = isUsage ? EXIT_CODES.usage : EXIT_CODES.notGood;
  if (args.includes('--json') && isExpected) {
    printError(JSON.stringify({ error: { kind: isUsage ? 'usage' : 'failed', message } }));
    return exitCode;
  }
  if (error instanceof UsageError) {
    const command = COMMANDS.some((entry) => entry.name === name) ? ` ${name}` : '';
    printError(`closte-domains${command}: ${message}`);
    printError(`How it is called: closte-domains help${command}`);
  } else if (isExpected) {
    printError(message);
  } else {
    printError('This is a fault in closte-domains:');
    for (const line of String(error instanceof Error ? error.stack : error).split('\n')) {
      printError(line);
    }
  }
  return exitCode;
}
