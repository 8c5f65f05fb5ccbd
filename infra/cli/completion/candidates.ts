import { type Choices, COMMON_OPTIONS, type OptionSpec, type OptionSpecs } from '../arguments.ts';
import type { Command } from '../command.ts';

/** A possible completion of the last word. */
export interface Candidate {
  readonly value: string;
  /** Its meaning, in one line. */
  readonly help?: string;
}

/** Stands for file names, which the shell completes best itself. */
export const PATH: Candidate = { value: ':path' };

export interface KnownCommand {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Pick<Command, 'operands' | 'choices' | 'options'>>;
}

/**
 * The possible completions of the last of the words.
 *
 * @param words the words after the name of the tool, up to the cursor
 * @param domains the domains of the store that have this beginning; asked for only where a domain can stand
 */
export async function candidates(
  words: readonly string[],
  commands: readonly KnownCommand[],
  domains: Domains = async () => [],
): Promise<readonly Candidate[]> {
  const { open, left } = withoutCommonOptions(words);
  if (open) return valuesOf(open, words.at(-1) ?? '', domains);
  const [name = '', ...rest] = left;
  const names = [
    ...commands.map(({ name: value, summary }) => ({ value, help: summary })),
    { value: 'help', help: 'Explain the tool, or one command' },
  ];
  const current = rest.at(-1);
  if (current === undefined) {
    // Options that every command takes would only be in the way among the commands.
    return beginningWith(name, name.startsWith('-') ? TOOL_OPTIONS : names);
  }
  if (name === 'help') return rest.length === 1 ? beginningWith(current, names) : [];
  const command = await commands.find((one) => one.name === name)?.load();
  if (!command) return [];
  return beginningWith(current, await ofCommand(rest.slice(0, -1), current, command, domains));
}

type Domains = (beginning: string) => Promise<readonly string[]>;

/** The words without the common options before the name of the command; `open` is such an option whose value is the last word. */
function withoutCommonOptions(words: readonly string[]): {
  readonly open?: OptionSpec;
  readonly left: readonly string[];
} {
  const [first = '', ...rest] = words;
  const option = first.slice(2);
  const spec =
    first.startsWith('--') && rest.length > 0 ? specOf(option, COMMON_OPTIONS) : undefined;
  if (!spec) return { left: words };
  if (spec.type === 'boolean') return withoutCommonOptions(rest);
  return rest.length === 1 ? { open: spec, left: rest } : withoutCommonOptions(rest.slice(1));
}

/** @param written without its dashes, perhaps with its value */
function specOf(written: string, options: OptionSpecs): OptionSpec | undefined {
  const [name = '', value] = written.split(/=(.*)/s);
  const spec = Object.hasOwn(options, name) ? options[name] : undefined;
  // An option that contains its value takes no further word.
  return spec?.type === 'string' && value !== undefined
    ? { type: 'boolean', help: spec.help }
    : spec;
}

const TOOL_OPTIONS: readonly Candidate[] = [
  ...optionsLeft(COMMON_OPTIONS, new Set()),
  { value: '--version', help: 'Print the version' },
];

async function ofCommand(
  before: readonly string[],
  current: string,
  {
    operands: named,
    choices = [],
    options: own,
  }: Pick<Command, 'operands' | 'choices' | 'options'>,
  domains: Domains,
): Promise<readonly Candidate[]> {
  const options: OptionSpecs = { ...own, ...COMMON_OPTIONS };
  const { operands, used, open, isEnded } = read(before, options);
  if (open) return valuesOf(open, current, domains);
  const isRepeated = named.at(-1)?.endsWith('…') === true;
  const place = isRepeated ? Math.min(operands, choices.length - 1) : operands;
  const atPlace = await of(choices[place], current, domains);
  if (isEnded) return atPlace;
  const [, name = '', value] = /^--([^=]+)=(.*)$/s.exec(current) ?? [];
  if (value !== undefined) {
    const spec = Object.hasOwn(options, name) ? options[name] : undefined;
    const values = await valuesOf(spec, value, domains);
    return values.map((one) => ({ ...one, value: `--${name}=${one.value}` }));
  }
  return current.startsWith('-') || (atPlace.length === 0 && current === '')
    ? optionsLeft(options, used)
    : atPlace;
}

/** The meaning of the words before the last one. */
function read(words: readonly string[], options: OptionSpecs) {
  const used = new Set<string>();
  let operands = 0;
  let open: OptionSpec | undefined;
  for (const [index, word] of words.entries()) {
    if (open) {
      open = undefined;
    } else if (word === '--') {
      return { operands: operands + words.length - index - 1, used, open, isEnded: true };
    } else if (word.startsWith('--')) {
      const [name = '', value] = word.slice(2).split(/=(.*)/s);
      used.add(name);
      const spec = Object.hasOwn(options, name) ? options[name] : undefined;
      open = spec?.type === 'string' && value === undefined ? spec : undefined;
    } else if (!word.startsWith('-')) {
      operands += 1;
    }
  }
  return { operands, used, open, isEnded: false };
}

async function valuesOf(
  spec: OptionSpec | undefined,
  current: string,
  domains: Domains,
): Promise<readonly Candidate[]> {
  return spec?.type === 'string' ? of(spec.choices, current, domains) : [];
}

/** Of choices of the form name=value, only the names are offered until one is written. */
async function of(
  choices: Choices | undefined,
  current: string,
  domains: Domains,
): Promise<readonly Candidate[]> {
  if (choices === undefined) return [];
  if (choices === 'path') return [PATH];
  if (choices === 'domain') {
    // If an option is meant, no store has to be opened.
    return current.startsWith('-') ? [] : (await domains(current)).map((value) => ({ value }));
  }
  const isNamed = current.includes('=');
  const values = choices.map((choice) => (isNamed ? choice : choice.replace(/=.*$/s, '=')));
  return [...new Set(values)].map((value) => ({ value }));
}

function optionsLeft(options: OptionSpecs, used: ReadonlySet<string>): Candidate[] {
  return Object.entries(options)
    .filter(([name, spec]) => !used.has(name) || ('multiple' in spec && spec.multiple))
    .map(([name, { help }]) => ({ value: `--${name}`, help }));
}

function beginningWith(current: string, found: readonly Candidate[]): readonly Candidate[] {
  return found.filter((one) => one.value.endsWith(PATH.value) || one.value.startsWith(current));
}
