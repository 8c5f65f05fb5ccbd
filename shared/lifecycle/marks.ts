import type { ProblemCode } from '../problems/codes.ts';
import type { Fixer } from '../problems/fix.ts';
import { type DomainRecord, problemsOf } from './record.ts';

/** The parties that a domain can wait for. */
export const NEEDED = ['customer', 'ops', 'closte', 'proxy'] as const satisfies readonly Fixer[];

export type Needed = (typeof NEEDED)[number];

/**
 * A property by which domains are found and counted, beside their stage and site: a problem, or the party
 * that has to act.
 */
export type Mark = ProblemCode | `needs-${Needed}`;

/** The record's marks. Only an error needs somebody to act: with a warning or a note the domain works. */
export function marksOf(record: DomainRecord): readonly Mark[] {
  const problems = problemsOf(record);
  const needed = problems.flatMap((problem): Mark[] => {
    const who = 'fix' in problem && problem.severity === 'error' ? problem.fix.who : 'nobody';
    return who === 'nobody' ? [] : [needs(who)];
  });
  return [...new Set([...problems.map(({ code }) => code), ...needed])];
}

export function needs<Who extends Needed>(who: Who): `needs-${Who}` {
  return `needs-${who}`;
}
