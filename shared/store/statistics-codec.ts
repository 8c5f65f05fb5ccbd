import * as v from 'valibot';
import { NO_STATISTICS, type Statistics } from '../lifecycle/statistics.ts';

const number = v.number();
const stages = v.object({
  'checking-dns': number,
  'checking-ssl-cert': number,
  done: number,
  'done-without-ssl': number,
  failed: number,
  'ssl-failed': number,
});
const needs = v.object({ customer: number, ops: number, closte: number, proxy: number });

const statistics = v.object({
  sweptAt: v.nullable(number),
  counted: v.nullable(v.object({ at: number, stages, needs, waitForCloste: number })),
  days: v.array(
    v.object({
      day: v.string(),
      stages: v.nullable(stages),
      timesToLive: v.record(v.string(), number),
      closteErrors: number,
    }),
  ),
});

/**
 * Reads the statistics that a store holds, as a value or as JSON. A damaged part counts as absent: nothing
 * depends on the statistics, and the counting starts afresh.
 */
export function decodeStatistics(stored: unknown): Statistics {
  const result = v.safeParse(statistics, typeof stored === 'string' ? parsed(stored) : stored);
  return result.success ? result.output : NO_STATISTICS;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
