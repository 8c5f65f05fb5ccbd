import * as v from 'valibot';
import { type Problem, readValues, tell } from './catalogue.ts';
import { isProblemCode, type ProblemCode } from './codes.ts';
import { fixSchema } from './fix.ts';
import { type Language, render, renderAll } from './render.ts';
import { SEVERITIES, type Severity } from './template.ts';

/** A problem in the words of the version that found it: the first version stored no values. */
export interface EarlierProblem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
  readonly remedy: string;
}

/** A problem as a record has it. */
export type RecordedProblem = Problem | EarlierProblem;

const common = {
  code: v.custom<ProblemCode>((value) => typeof value === 'string' && isProblemCode(value)),
  severity: v.picklist(SEVERITIES),
};

const earlier = v.object({ ...common, message: v.string(), remedy: v.string() });

const found = v.pipe(
  v.object({ ...common, values: v.unknown(), fix: fixSchema }),
  v.rawTransform(({ dataset, addIssue, NEVER }): Problem => {
    const values = readValues(dataset.value.code, dataset.value.values);
    if (values !== undefined) return { ...dataset.value, values };
    addIssue({ message: `the values are not those of ${dataset.value.code}` });
    return NEVER;
  }),
);

/**
 * Reads a problem that was stored. Data that does not fit, as that of a later version with other codes
 * or sentences, leaves what the problem said; what says nothing either is dropped, and found anew.
 */
export const recordedProblem: v.GenericSchema<unknown, RecordedProblem> = v.union([found, earlier]);

export const recordedProblems = v.pipe(
  v.array(v.unknown()),
  v.transform((stored) =>
    stored.flatMap((one): RecordedProblem[] => {
      const result = v.safeParse(recordedProblem, one);
      return result.success ? [result.output] : [];
    }),
  ),
);

/** A problem as it is stored: with what it says, which the version before this one reads. */
export function storedProblem(problem: RecordedProblem): RecordedProblem & ProblemText {
  return { ...problem, ...problemText(problem) };
}

/** What a problem says to a person. */
export interface ProblemText {
  readonly message: string;
  readonly remedy: string;
}

/** A problem in the sentences of a language; in English if none is given. */
export function problemText(problem: RecordedProblem, language?: Language): ProblemText {
  if ('message' in problem) return { message: problem.message, remedy: problem.remedy };
  const { message, remedy } = tell(problem);
  return { message: render(message, language), remedy: renderAll(remedy, language) };
}
