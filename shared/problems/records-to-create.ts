import { type DnsRecord, zoneLine } from './dns-record.ts';
import type { RecordChange } from './fix.ts';
import type { RecordedProblem } from './recorded-problem.ts';

/** The records that mend what is wrong, and those that do as well in their place. */
export interface RecordsToCreate {
  readonly records: readonly DnsRecord[];
  /** Address records instead of a CNAME record; empty where there is no choice. */
  readonly orElse: readonly DnsRecord[];
}

/** What has to be there once everything is fixed that keeps a domain from working. */
export function recordsToCreate(problems: readonly RecordedProblem[]): RecordsToCreate {
  const fixes = problems.flatMap((problem) =>
    'fix' in problem && problem.severity === 'error' ? [problem.fix] : [],
  );
  return {
    records: distinct(fixes.flatMap(added)),
    orElse: distinct(fixes.flatMap(({ orElse }) => (orElse ? added(orElse) : []))),
  };
}

function added({ create, replace }: RecordChange): DnsRecord[] {
  return [...create, ...replace.map(({ to }) => to)];
}

function distinct(records: readonly DnsRecord[]): DnsRecord[] {
  return [...new Map(records.map((record) => [zoneLine(record), record])).values()];
}
