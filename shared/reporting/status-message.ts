import type { DomainName } from '../domain-name.ts';
import { reachedStageAt } from '../lifecycle/reached-stage-at.ts';
import { type DomainRecord, problemsOf } from '../lifecycle/record.ts';
import type { Stage } from '../lifecycle/stage.ts';
import type { Language } from '../problems/render.ts';
import { type ProblemJson, problemJson, type RecordJson, recordsJson } from './problem-json.ts';

/** A message on the topic `closte-domain-status`, version 1: a domain has changed its stage. */
export interface StatusMessage {
  readonly version: 1;
  readonly type: 'domain.status';
  /**
   * When the domain reached the stage; ISO 8601, UTC. Of two messages about a domain, the one with the
   * later time is the newer. A message that is sent again has the same time.
   */
  readonly at: string;
  readonly domain: DomainName;
  readonly siteId: number;
  readonly domainId?: number;
  readonly stage: Stage;
  readonly previousStage: Stage;
  /** Whether the domain is served with a valid certificate. */
  readonly secure: boolean;
  readonly problems: readonly ProblemJson[];
  readonly records: readonly RecordJson[];
}

/** @param now milliseconds since the epoch; stands for the time of the change where that is not known */
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
    at: new Date(reachedStageAt(record) ?? now).toISOString(),
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
