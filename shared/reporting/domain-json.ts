import type { DomainName } from '../domain-name.ts';
import { isWildcard } from '../domain-name.ts';
import type { Milestone } from '../lifecycle/milestone.ts';
import {
  type Alias,
  type DomainRecord,
  type Intent,
  intentOf,
  problemsOf,
  triesOf,
} from '../lifecycle/record.ts';
import type { Stage } from '../lifecycle/stage.ts';
import type { Certificate } from '../problems/findings.ts';
import type { Language } from '../problems/render.ts';
import { type ProblemJson, problemJson, type RecordJson, recordsJson } from './problem-json.ts';

/** A domain as people and programs see it. Times are ISO 8601, UTC; an unknown value is null. */
export interface DomainJson {
  readonly domain: DomainName;
  readonly wildcard: boolean;
  readonly siteId: number;
  readonly domainId: number | null;
  readonly intent: Intent;
  readonly alias: Alias['state'];
  readonly stage: Stage;
  /** Whether the domain is served with a valid certificate. */
  readonly secure: boolean;
  /** Consecutive tries without success at the check that the domain is in. */
  readonly tries: number;
  readonly nextCheckAt: string | null;
  readonly lastCheckedAt: string | null;
  readonly problems: readonly ProblemJson[];
  /** The DNS records to create, or to replace others with, from the problems' fixes. */
  readonly records: readonly RecordJson[];
  readonly certificate: Certificate | null;
  /** Everything that happened to the domain, as far as it is remembered, oldest first. */
  readonly history: readonly HistoryEntry[];
}

/** A change of the stage, or a milestone. `at` is ISO 8601, UTC. */
export type HistoryEntry =
  | {
      readonly at: string;
      readonly what: 'stage-changed';
      readonly from: Stage;
      readonly to: Stage;
      readonly reason: string;
    }
  | { readonly at: string; readonly what: Milestone['what'] };

/** @param language for the problems' sentences; English if it is not given */
export function domainJson(record: DomainRecord, language?: Language): DomainJson {
  const intent = intentOf(record);
  const problems = problemsOf(record);
  return {
    domain: record.domain,
    wildcard: isWildcard(record.domain),
    siteId: record.siteId,
    domainId: record.domainId,
    intent,
    alias: record.alias.state,
    stage: record.stage,
    secure: intent === 'mapped' && record.stage === 'done',
    tries: triesOf(record),
    nextCheckAt: isoTime(nextLookAt(record)),
    lastCheckedAt: isoTime(record.lastCheckedAt),
    problems: problems.map((problem) => problemJson(problem, language)),
    records: recordsJson(problems),
    certificate: record.certificate,
    history: historyOf(record),
  };
}

/** If a milestone and a stage have the same time, the milestone comes first, since it led to the stage. */
function historyOf({ history, milestones }: DomainRecord): HistoryEntry[] {
  const changes = history.map((change) => ({ what: 'stage-changed' as const, ...change }));
  return [...milestones, ...changes]
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, ...entry }) => ({ at: new Date(at).toISOString(), ...entry }));
}

/** While Closte has not done its part, the next look is the next time that Closte is asked. */
function nextLookAt({ alias, nextCheckAt }: DomainRecord): number | null {
  switch (alias.state) {
    case 'pending':
    case 'removing':
      return alias.retry.at;
    case 'removed':
      return null;
    default:
      return nextCheckAt;
  }
}

function isoTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
