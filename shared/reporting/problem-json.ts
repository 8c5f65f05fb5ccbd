import { getDomain } from 'tldts';
import type { Problem } from '../problems/catalogue.ts';
import type { ProblemCode } from '../problems/codes.ts';
import type { DnsRecord, RecordType } from '../problems/dns-record.ts';
import type { Fix } from '../problems/fix.ts';
import { problemText, type RecordedProblem } from '../problems/recorded-problem.ts';
import { recordsToCreate } from '../problems/records-to-create.ts';
import type { Language } from '../problems/render.ts';
import type { Severity } from '../problems/template.ts';

/** A problem as people and programs see it: its data, and its sentences in a language. */
export interface ProblemJson {
  readonly code: ProblemCode;
  readonly severity: Severity;
  readonly message: string;
  readonly remedy: string;
  /** Absent, as is `fix`, in a problem from a version that did not store it. */
  readonly values?: Problem['values'];
  readonly fix?: Fix;
}

export function problemJson(problem: RecordedProblem, language?: Language): ProblemJson {
  const { code, severity } = problem;
  const data = 'fix' in problem ? { values: problem.values, fix: problem.fix } : {};
  return { code, severity, ...problemText(problem, language), ...data };
}

/** A DNS record to create, in the form in which DNS hosts ask for it. */
export interface RecordJson {
  readonly name: string;
  /** The name within its zone, `@` for the zone itself: many forms ask for this part alone. */
  readonly host: string;
  readonly type: RecordType;
  readonly value: string;
  /** Seconds. */
  readonly ttl: number;
}

/** Short, so that a mistake is soon forgotten. */
const TTL_SECONDS = 300;

/** All DNS records that must exist for the problems to go away; empty if none has to be created. */
export function recordsJson(problems: readonly RecordedProblem[]): RecordJson[] {
  const zones = problems.flatMap((one) => ('fix' in one ? (one.fix.where?.zone ?? []) : []));
  return recordsToCreate(problems).records.map((record) => recordJson(record, zones));
}

function recordJson(
  { name, type, value, ttlSeconds = TTL_SECONDS }: DnsRecord,
  zones: readonly string[],
): RecordJson {
  return { name, host: hostOf(name, zones), type, value, ttl: ttlSeconds };
}

/** Where the zone is not known, it most likely begins at the registrable domain. */
function hostOf(name: string, zones: readonly string[]): string {
  const isIn = (zone: string) => name === zone || name.endsWith(`.${zone}`);
  const registered = getDomain(name, { extractHostname: false }) ?? '';
  const [zone = registered] = zones.filter(isIn).sort((a, b) => b.length - a.length);
  if (name === zone) return '@';
  return isIn(zone) ? name.slice(0, -zone.length - 1) : name;
}
