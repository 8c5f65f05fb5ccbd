import { type DnsRecord, zoneLine } from './dns-record.ts';
import type { RecordChange } from './fix.ts';
import type { RecordedProblem } from './recorded-problem.ts';

/** The records that fix the problems, and those that will do in their place. */
export interface RecordsToCreate {
  readonly records: readonly DnsRecord[];
  /** Address records instead of a CNAME record; empty where there is no choice. */
  readonly orElse: readonly DnsRecord[];
}

/** The records that must exist once all problems are fixed that keep a domain from working. */
export function recordsToCreate(problems: readonly RecordedProblem[]): RecordsToCreate {
  const fixes = problems.flatMap((problem) =>
    'fix' in problem && problem.severity === 'error' ? [problem.fix] : [],
  );
  return {
    records: distinct(fixes.flatMap(added)),
    orElse: distinct(
      fixes.flatMap(({ orElse }) => (orElse ? added(orElse) : [])).filter(isAddress),
    ),
  };
}

/** Address records only: a target name belongs to somebody else's zone, and is not for copying. */
function isAddress({ type }: DnsRecord): boolean {
  return type === 'A' || type === 'AAAA';
}

function added({ create, replace }: RecordChange): DnsRecord[] {
  return [...create, ...replace.map(({ to }) => to)];
}

function distinct(records: readonly DnsRecord[]): DnsRecord[] {
  return [...new Map(records.map((record) => [zoneLine(record), record])).values()];
}
