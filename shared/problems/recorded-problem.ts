import * as v from 'valibot';
import { type Problem, readValues, tell } from './catalogue.ts';
import { isProblemCode, type ProblemCode } from './codes.ts';
import { fixSchema } from './fix.ts';
import { type Language, render, renderAll } from './render.ts';
import { SEVERITIES, type Severity } from './template.ts';

/** A problem in the sentences of the version that found it: the first version stored no values. */
export interface EarlierProblem {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
  readonly remedy: string;
}

/** A problem in a record. */
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
 * Reads a stored problem. If its data does not fit, for example because a later version has other codes or
 * sentences, its stored sentences remain. A problem without sentences is dropped, and found again.
 */
export const recordedProblem: v.GenericSchema<unknown, RecordedProblem> = v.union([found, earlier]);

/** Reads the stored problems that can be read, and drops the others. */
export const recordedProblems = v.pipe(
  v.array(v.unknown()),
  v.transform((stored) =>
    stored.flatMap((one): RecordedProblem[] => {
      const result = v.safeParse(recordedProblem, one);
      return result.success ? [result.output] : [];
    }),
  ),
);

/** A problem in the form in which it is stored: with its sentences, which the previous version reads. */
export function storedProblem(problem: RecordedProblem): RecordedProblem & ProblemText {
  return { ...problem, ...problemText(problem) };
}

/** The sentences of a problem, as texts for people. */
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
