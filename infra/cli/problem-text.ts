import type { Severity } from '../../shared/problems/template.ts';
import type { ProblemJson } from '../../shared/reporting/problem-json.ts';
import { type Line, styled } from './text.ts';

const STYLES = { error: 'red', warning: 'yellow', note: 'cyan' } as const satisfies Readonly<
  Record<Severity, string>
>;

/** Each problem and what to do about it. */
export function problemLines(problems: readonly ProblemJson[]): Line[] {
  return problems.flatMap(({ severity, code, message, remedy }) => [
    [styled(STYLES[severity], severity), ' ', styled('bold', code)],
    ['  ', message],
    ['  → ', remedy],
  ]);
}

/** Whether nothing keeps the domain from working: warnings and notes do not. */
export function isGood(problems: readonly { readonly severity: Severity }[]): boolean {
  return problems.every(({ severity }) => severity !== 'error');
}
