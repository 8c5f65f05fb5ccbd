import type { OptionSpec } from './arguments.ts';
import type { Command } from './command.ts';
import { COMMANDS, type CommandEntry } from './commands.ts';
import { aligned } from './table.ts';
import { EMPTY_LINE, type Line, styled } from './text.ts';

const EXIT_CODES = 'It exits with 0 if all is good, 1 if it is not, 2 if it was called wrongly.';

const JSON_ROW = ['  --json', 'Print the answer as JSON, on one line'];
const DEPLOYMENT_ROWS = [
  ['  --project P', 'The deployment in this project on Google Cloud'],
  ['  --store S', 'This store: a path, sqlite:<path> or firestore'],
];
const HELP_ROW = ['  --help', 'Print this'];

/** What the tool does, and its commands. */
export function toolHelp(): Line[] {
  return [
    ['Usage: closte-domains <command> …'],
    EMPTY_LINE,
    ['Looks after the mapped domains of a WordPress network on Closte.'],
    ...section('Commands', [
      ...COMMANDS.map(({ name, summary }) => [`  ${name}`, summary]),
      ['  help [<command>]', 'Explain the tool, or one command'],
    ]),
    ...section('Options', [HELP_ROW, ['  --version', 'Print the version']]),
    EMPTY_LINE,
    [
      'Every command takes --project, --store, --json and --help. Settings come from the environment, as everywhere.',
    ],
    [EXIT_CODES],
  ];
}

/** How one command is called. */
export function commandHelp({ name, summary }: CommandEntry, command: Command): Line[] {
  const { operands, options, details, examples } = command;
  const usage = [
    'Usage: closte-domains',
    name,
    ...operands,
    ...Object.entries(options).map(inUsage),
  ];
  const rows = Object.entries(options).map(([option, spec]) => [
    `  ${written(option, spec)}`,
    spec.help,
  ]);
  return [
    [usage.join(' ')],
    EMPTY_LINE,
    [`${summary}.`],
    ...details.flatMap((paragraph) => [EMPTY_LINE, [paragraph]]),
    ...section('Options', [...rows, ...DEPLOYMENT_ROWS, JSON_ROW, HELP_ROW]),
    ...section(
      'Examples',
      examples.map((example) => [`  closte-domains ${example}`]),
    ),
    EMPTY_LINE,
    [EXIT_CODES],
  ];
}

function inUsage([name, spec]: [string, OptionSpec]): string {
  return `[${written(name, spec)}]${'multiple' in spec && spec.multiple ? '…' : ''}`;
}

function written(name: string, spec: OptionSpec): string {
  return spec.type === 'string' ? `--${name} ${spec.value}` : `--${name}`;
}

function section(heading: string, rows: readonly (readonly string[])[]): Line[] {
  return [EMPTY_LINE, [styled('bold', `${heading}:`)], ...aligned(rows)];
}
