import { getDomain } from 'tldts';
import type { Problem } from '../problems/catalogue.ts';
import type { ProblemCode } from '../problems/codes.ts';
import type { DnsRecord, RecordType } from '../problems/dns-record.ts';
import type { Fix } from '../problems/fix.ts';
import { problemText, type RecordedProblem } from '../problems/recorded-problem.ts';
import { recordsToCreate } from '../problems/records-to-create.ts';
import type { Language } from '../problems/render.ts';
import type { Severity } from '../problems/template.ts';

/** A problem as people and programs see it: its data, and what it says in a language. */
export interface ProblemJson {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
  readonly remedy: string;
  /** Absent, as is `fix`, in what a version found that did not know it. */
  readonly values?: Problem['values'];
  readonly fix?: Fix;
}

export function problemJson(problem: RecordedProblem, language?: Language): ProblemJson {
  const { code, severity } = problem;
  const data = 'fix' in problem ? { values: problem.values, fix: problem.fix } : {};
  return { code, severity, ...problemText(problem, language), ...data };
}

/** A record to create, as the forms of DNS hosts ask for it. */
export interface RecordJson {
  readonly name: string;
  /** The name within the domain that is registered, `@` for that itself. */
  readonly host: string;
  readonly type: RecordType;
  readonly value: string;
  /** Seconds. */
  readonly ttl: number;
}

/** Short, so that a mistake is soon forgotten. */
const TTL_SECONDS = 300;

/** All records that have to be there for the problems to go away; none where nothing is to be created. */
export function recordsJson(problems: readonly RecordedProblem[]): RecordJson[] {
  return recordsToCreate(problems).records.map(recordJson);
}

function recordJson({ name, type, value, ttlSeconds = TTL_SECONDS }: DnsRecord): RecordJson {
  return { name, host: hostOf(name), type, value, ttl: ttlSeconds };
}

function hostOf(name: string): string {
  const registered = getDomain(name, { extractHostname: false }) ?? '';
  if (name === registered) return '@';
  return name.endsWith(`.${registered}`) ? name.slice(0, -registered.length - 1) : name;
}
