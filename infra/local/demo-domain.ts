import * as v from 'valibot';
import { MILESTONES } from '../../shared/lifecycle/milestone.ts';
import { STAGES } from '../../shared/lifecycle/stage.ts';
import { PAGE } from '../../shared/reporting/list-query.ts';

const shownDomain = v.object({
  domain: v.string(),
  intent: v.picklist(['mapped', 'unmapped']),
  alias: v.picklist(['pending', 'added', 'rejected', 'removing', 'removed']),
  stage: v.picklist(STAGES),
  secure: v.boolean(),
  tries: v.number(),
  problems: v.array(v.object({ code: v.string(), message: v.string(), remedy: v.string() })),
  history: v.array(
    v.variant('what', [
      v.object({
        what: v.literal('stage-changed'),
        at: v.pipe(v.string(), v.isoTimestamp()),
        from: v.picklist(STAGES),
        to: v.picklist(STAGES),
        reason: v.string(),
      }),
      v.object({ what: v.picklist(MILESTONES) }),
    ]),
  ),
});

/** The part of a domain's status that the demo reads. */
export type ShownDomain = v.InferOutput<typeof shownDomain>;

/** The known domains, by their names. */
export async function readDomains(origin: string): Promise<ReadonlyMap<string, ShownDomain>> {
  const response = await fetch(`${origin}/domains?limit=${PAGE.most}`);
  const { domains } = v.parse(v.object({ domains: v.array(shownDomain) }), await response.json());
  return new Map(domains.map((shown) => [shown.domain, shown]));
}

/** One event in the life of a domain. */
export interface Change {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly what: string;
}

/** The changes of a domain between the last look at it and this one. */
export function changesOf(
  before: ShownDomain | undefined,
  after: ShownDomain,
  now: number,
): Change[] {
  const codes = after.problems.map(({ code }) => code).join(', ');
  const stages = after.history
    .slice(before?.history.length ?? 0)
    .filter((entry) => entry.what === 'stage-changed')
    .map(({ at, from, to, reason }) => ({
      at: Date.parse(at),
      what: `${from} → ${to}: ${reason}`,
    }));
  // Everything else waits for the alias, so the alias was there by then.
  const aliasAt = Math.min(now, ...stages.map(({ at }) => at));
  const settled = after.alias !== 'pending' && after.alias !== 'removing';
  const alias: Change[] =
    settled && after.alias !== before?.alias ? [{ at: aliasAt, what: `alias ${after.alias}` }] : [];
  const failedTry = stages.length === 0 && after.tries > (before?.tries ?? 0);
  const tries = failedTry
    ? [{ at: now, what: `${after.stage}, try ${after.tries}: ${codes}` }]
    : [];
  return [...alias, ...stages, ...tries];
}
