import type { ProblemCode } from '../problems/codes.ts';
import type { Fixer } from '../problems/fix.ts';
import { type DomainRecord, problemsOf } from './record.ts';

/** The parties that can be waited for. */
export const NEEDED = ['customer', 'ops', 'closte', 'proxy'] as const satisfies readonly Fixer[];

export type Needed = (typeof NEEDED)[number];

/** What a domain is found and counted by, beside its stage and site: a problem, or who has to act. */
export type Mark = ProblemCode | `needs-${Needed}`;

/** Only errors need somebody: with a warning or a note the domain works. */
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
