import type { Problem } from '../../shared/problems/catalogue.ts';
import type { Severity } from '../../shared/problems/problem.ts';
import { type Line, styled } from './text.ts';

const STYLES = { error: 'red', warning: 'yellow', note: 'cyan' } as const satisfies Readonly<
  Record<Severity, string>
>;

/** Each problem and what to do about it. */
export function problemLines(problems: readonly Problem[]): Line[] {
  return problems.flatMap(({ severity, code, message, remedy }) => [
    [styled(STYLES[severity], severity), ' ', styled('bold', code)],
    ['  ', message],
    ['  → ', remedy],
  ]);
}

/** Whether nothing keeps the domain from working: warnings and notes do not. */
export function isGood(problems: readonly Problem[]): boolean {
  return problems.every(({ severity }) => severity !== 'error');
}
