export type Severity = 'error' | 'warning' | 'note';

/** How a problem is told: its values make the sentences. */
export interface Template<Values> {
  readonly severity: Severity;
  /** When it is a problem, for the list of all problems. */
  readonly when: string;
  /** What was seen, with the actual values. */
  readonly message: (values: Values) => string;
  /** What to change, with the actual values. */
  readonly remedy: (values: Values) => string;
  /** For the list of all problems. */
  readonly example: Values;
  /** Codes of problems that this one follows from: beside one of those it is not told. */
  readonly followsFrom?: readonly string[];
}

/** Lets a table of templates keep the type of each one's values. */
export function template<Values>(told: Template<Values>): Template<Values> {
  return told;
}

export const listed = (values: readonly string[]) => values.join(', ');
