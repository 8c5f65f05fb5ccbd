import * as v from 'valibot';

/** The environment of a process, or a stand-in for it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the text that a variable is set to. Its message completes `NAME …`. */
type Parser = v.GenericSchema<string, unknown>;

/**
 * Declares a variable that need not be set; its value is then undefined.
 *
 * @param meaning what it is for, in Markdown
 * @param unset the behaviour without it, in Markdown
 */
export function optionalVariable<const Read extends Parser>(
  name: string,
  parser: Read,
  meaning: string,
  unset = 'none',
) {
  return v.pipe(
    v.undefinedable(parser),
    v.title(name),
    v.description(meaning),
    v.metadata({ unset }),
  );
}

/**
 * Declares a variable with a default.
 *
 * @param usual the default, as it would be written in the environment
 * @param meaning what it is for, in Markdown
 */
export function variable<const Read extends Parser>(
  name: string,
  parser: Read,
  usual: v.InferInput<Read>,
  meaning: string,
) {
  return v.pipe(v.undefinedable(parser, usual), v.title(name), v.description(meaning));
}

/** Declared variables, under the names that their values have in the code. */
export type Declaration<Entries extends v.ObjectEntries = v.ObjectEntries> = v.ObjectSchema<
  Entries,
  undefined
>;

/** The values of all variables; or, if some are wrong, a sentence for each of these: `PORT must …`. */
export type VariablesRead<Values> =
  | { readonly values: Values; readonly wrong?: undefined }
  | { readonly wrong: readonly string[]; readonly values?: undefined };

/** Reads all variables of a declaration. A variable that is set to an empty text counts as not set. */
export function readVariables<Entries extends v.ObjectEntries>(
  declaration: Declaration<Entries>,
  environment: Environment,
): VariablesRead<v.InferOutput<Declaration<Entries>>> {
  const entries = Object.entries<v.GenericSchema>(declaration.entries);
  const names = new Map(entries.map(([key, entry]) => [key, nameOf(entry)]));
  const given = Object.fromEntries(entries.map(([key, entry]) => [key, setTo(entry, environment)]));
  const result = v.safeParse(declaration, given);
  if (result.success) return { values: result.output };
  return {
    wrong: result.issues.map((issue) => `${names.get(v.getDotPath(issue) ?? '')} ${issue.message}`),
  };
}

/** The text that a declared variable is set to, not yet parsed; undefined if it is not set or empty. */
export function setTo(declared: v.GenericSchema, environment: Environment): string | undefined {
  return environment[nameOf(declared)] || undefined;
}

/** The description of a variable, for people. */
export interface DescribedVariable {
  readonly name: string;
  /** As it would be written in the environment; undefined if there is no default. */
  readonly usual: string | undefined;
  /** The behaviour if the variable is not set and has no default, in Markdown. */
  readonly unset: string;
  /** The purpose of the variable, in Markdown. */
  readonly meaning: string;
}

/** The descriptions of all declared variables, in their order. */
export function describedVariables({ entries }: Declaration): DescribedVariable[] {
  return Object.values<v.GenericSchema>(entries).map((entry) => {
    const usual = usualOf(entry);
    return {
      name: nameOf(entry),
      usual,
      unset: String(v.getMetadata(entry).unset ?? 'none'),
      meaning: v.getDescription(entry) ?? '',
    };
  });
}

/** The default of a declared variable, not yet parsed. */
export function usualOf(declared: v.GenericSchema): string | undefined {
  const usual = v.getDefault(declared);
  return typeof usual === 'string' ? usual : undefined;
}

function nameOf(declared: v.GenericSchema): string {
  const name = v.getTitle(declared);
  if (name === undefined) throw new TypeError('a variable that is declared without its name');
  return name;
}
