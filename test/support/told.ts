import type { Phrase } from '../../shared/problems/phrase.ts';
import {
  type ProblemText,
  problemText,
  type RecordedProblem,
} from '../../shared/problems/recorded-problem.ts';
import { render } from '../../shared/problems/render.ts';

/** The texts of problems for a person, without their data. */
export function told(
  problems: readonly RecordedProblem[],
): (Pick<RecordedProblem, 'code' | 'severity'> & ProblemText)[] {
  return problems.map((problem) => ({
    code: problem.code,
    severity: problem.severity,
    ...problemText(problem),
  }));
}

export function messagesOf(problems: readonly RecordedProblem[]): string[] {
  return problems.map((problem) => problemText(problem).message);
}

export function remediesOf(problems: readonly RecordedProblem[]): string[] {
  return problems.map((problem) => problemText(problem).remedy);
}

/** The same value with every phrase replaced by its text, to compare with what a person reads. */
export function spoken(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(spoken);
  if (!(value instanceof Object) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  if (isPhrase(value)) return render(value);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, spoken(one)]));
}

function isPhrase(value: object): value is Phrase {
  return 'sentence' in value;
}
