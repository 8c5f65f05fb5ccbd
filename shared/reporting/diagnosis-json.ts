import type { DomainRecord } from '../lifecycle/record.ts';
import { problemsOf } from '../lifecycle/record.ts';
import { tell } from '../problems/catalogue.ts';
import type { RecordedProblem } from '../problems/recorded-problem.ts';
import type { ProblemPhrases } from '../problems/template.ts';
import { type DomainJson, domainJson } from './domain-json.ts';
import { type ProblemJson, problemJson } from './problem-json.ts';

/** A problem with the phrases that describe it, for a program that has the sentences of a language. */
export interface ToldProblem extends ProblemJson {
  /** Absent in a problem from a version that stored only sentences. */
  readonly phrases?: ProblemPhrases;
}

/** A domain's diagnosis, as it is sent to the plugin in WordPress. */
export interface DiagnosisJson extends DomainJson {
  readonly problems: readonly ToldProblem[];
}

export function diagnosisJson(record: DomainRecord): DiagnosisJson {
  return { ...domainJson(record), problems: problemsOf(record).map(toldProblem) };
}

function toldProblem(problem: RecordedProblem): ToldProblem {
  const json = problemJson(problem);
  return 'fix' in problem ? { ...json, phrases: tell(problem) } : json;
}
