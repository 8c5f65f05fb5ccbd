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

/** A domain as people and programs see it. Times are ISO 8601, UTC; what is not known is null. */
export interface DomainJson {
  readonly domain: DomainName;
  readonly wildcard: boolean;
  readonly siteId: number;
  readonly domainId: number | null;
  readonly intent: Intent;
  readonly alias: Alias['state'];
  readonly stage: Stage;
  /** Whether it is served with a valid certificate. */
  readonly secure: boolean;
  /** Tries in a row without success at what it is being checked for. */
  readonly tries: number;
  readonly nextCheckAt: string | null;
  readonly lastCheckedAt: string | null;
  readonly problems: readonly ProblemJson[];
  /** The records to create or to put in the place of others, by the problems' fixes. */
  readonly records: readonly RecordJson[];
  readonly certificate: Certificate | null;
  /** All that happened to it, as far as it is remembered, oldest first. */
  readonly history: readonly HistoryEntry[];
}

/** A change of the stage, or what else happened. `at` is ISO 8601, UTC. */
export type HistoryEntry =
  | {
      readonly at: string;
      readonly what: 'stage-changed';
      readonly from: Stage;
      readonly to: Stage;
      readonly reason: string;
    }
  | { readonly at: string; readonly what: Milestone['what'] };

/** @param language of what the problems say; English if it is not given */
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

/** What was done at the same time is told before the stage that came of it. */
function historyOf({ history, milestones }: DomainRecord): HistoryEntry[] {
  const changes = history.map((change) => ({ what: 'stage-changed' as const, ...change }));
  return [...milestones, ...changes]
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, ...entry }) => ({ at: new Date(at).toISOString(), ...entry }));
}

/** While Closte has not done its part, the next look is the next time that it is asked. */
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
