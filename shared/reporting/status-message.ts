import type { DomainName } from '../domain-name.ts';
import { type DomainRecord, problemsOf } from '../lifecycle/record.ts';
import type { Stage } from '../lifecycle/stage.ts';
import type { Language } from '../problems/render.ts';
import { type ProblemJson, problemJson, type RecordJson, recordsJson } from './problem-json.ts';

/** A message on the topic `closte-domain-status`, version 1: a domain has changed its stage. */
export interface StatusMessage {
  readonly version: 1;
  readonly type: 'domain.status';
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly domain: DomainName;
  readonly siteId: number;
  readonly domainId?: number;
  readonly stage: Stage;
  readonly previousStage: Stage;
  /** Whether it is served with a valid certificate. */
  readonly secure: boolean;
  readonly problems: readonly ProblemJson[];
  readonly records: readonly RecordJson[];
}

/** @param now milliseconds since the epoch */
export function statusMessage(
  record: DomainRecord,
  previousStage: Stage,
  now: number,
  language?: Language,
): StatusMessage {
  const problems = problemsOf(record);
  return {
    version: 1,
    type: 'domain.status',
    at: new Date(now).toISOString(),
    domain: record.domain,
    siteId: record.siteId,
    ...(record.domainId === null ? {} : { domainId: record.domainId }),
    stage: record.stage,
    previousStage,
    secure: record.stage === 'done',
    problems: problems.map((problem) => problemJson(problem, language)),
    records: recordsJson(problems),
  };
}
