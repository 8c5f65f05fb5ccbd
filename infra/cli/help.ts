import { COMMON_OPTIONS, type OptionSpec, type OptionSpecs } from './arguments.ts';
import type { Command } from './command.ts';
import { COMMANDS, type CommandEntry } from './commands.ts';
import { aligned } from './table.ts';
import { EMPTY_LINE, type Line, styled, type Text, whole } from './text.ts';

const EXIT_CODES = 'The exit code is 0 on success, 1 on failure, 2 after a usage error.';

/** The purpose of the tool, and its commands. */
export function toolHelp(): Line[] {
  return [
    ['Usage: closte-domains <command> …'],
    EMPTY_LINE,
    ['Looks after the mapped domains of a WordPress network on Closte.'],
    ...section('Commands', [
      ...COMMANDS.map(({ name, summary }) => [`  ${name}`, summary]),
      ['  help [<command>]', 'Explain the tool, or one command'],
    ]),
    ...section('Options', [
      ...optionRows({ help: COMMON_OPTIONS.help }),
      ['  --version', 'Print the version'],
    ]),
    EMPTY_LINE,
    [
      'Every command takes --project, --store, --json and --help. Settings come from the environment.',
    ],
    [EXIT_CODES],
  ];
}

/** How one command is called. */
export function commandHelp({ name, summary }: CommandEntry, command: Command): Line[] {
  const { operands, options, details, examples } = command;
  const given = [...operands, ...Object.entries(options).map(inUsage)];
  const usage = ['Usage: closte-domains ', name, ...given.flatMap((one) => [' ', whole(one)])];
  return [
    usage,
    EMPTY_LINE,
    [`${summary}.`],
    ...details.flatMap((paragraph) => [EMPTY_LINE, [paragraph]]),
    ...section('Options', optionRows({ ...options, ...COMMON_OPTIONS })),
    ...section(
      'Examples',
      examples.map((example) => [whole(`  closte-domains ${example}`)]),
    ),
    EMPTY_LINE,
    [EXIT_CODES],
  ];
}

function optionRows(options: OptionSpecs): string[][] {
  return Object.entries(options).map(([option, spec]) => [`  ${written(option, spec)}`, spec.help]);
}

function inUsage([name, spec]: [string, OptionSpec]): string {
  return `[${written(name, spec)}]${'multiple' in spec && spec.multiple ? '…' : ''}`;
}

function written(name: string, spec: OptionSpec): string {
  return spec.type === 'string' ? `--${name} ${spec.value}` : `--${name}`;
}

function section(heading: string, rows: readonly (readonly Text[])[]): Line[] {
  return [EMPTY_LINE, [styled('bold', `${heading}:`)], ...aligned(rows)];
}
