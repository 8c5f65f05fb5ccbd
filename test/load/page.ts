import { availableParallelism, cpus, loadavg } from 'node:os';
import { type PagePart, writePart } from '../../infra/generate/page-part.ts';
import type { Shown } from './phase.ts';

export const FIGURES: PagePart = {
  path: 'docs/reliability/load.md',
  name: 'figures',
  command: 'npm run load',
};

export function writePage(figures: string): void {
  writePart(FIGURES, figures);
}

/** The figures in Markdown. */
export function tableOf(shown: readonly Shown[], deadlineMs: number): string {
  const rows = shown.map(
    ({ phase, seconds, durationsMs, again, failed, left, memory, liveAfterMs }) => [
      phase.name,
      `${(phase.events / seconds).toFixed(0)}/s for ${seconds.toFixed(0)} s`,
      `${at(durationsMs, 0.5)}, ${at(durationsMs, 0.99)} (of ${deadlineMs / 1000} s)`,
      `${failed}`,
      `${again}`,
      `${left}`,
      `${memory.first.toFixed(0)} MiB, ${memory.last.toFixed(0)} MiB`,
      liveAfterMs ? `${at(liveAfterMs, 0.5)}, ${at(liveAfterMs, 1)}` : '–',
    ],
  );
  const head = [
    'events',
    'acknowledged',
    'latency, median and p99',
    '5xx',
    'redelivered',
    'not acknowledged',
    'peak RSS in the first and the last quarter',
    'live after, median and last',
  ];
  return [head, head.map(() => '---'), ...rows, []]
    .map((cells) => (cells.length === 0 ? '' : `| ${cells.join(' | ')} |`))
    .join('\n');
}

/** The machine, and its load. */
export function circumstances(what: string, loadBefore: number): string {
  const [{ model = 'unknown processor' } = {}] = cpus();
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)}: ${what}; ${availableParallelism()} cores of ${model},`,
    `Node ${process.version}; load ${loadBefore.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after.`,
  ].join('\n');
}

function at(sortedMs: readonly number[], share: number): string {
  const ms = sortedMs[Math.min(Math.floor(sortedMs.length * share), sortedMs.length - 1)];
  return ms === undefined
    ? '–'
    : ms < 10_000
      ? `${ms.toFixed(0)} ms`
      : `${(ms / 1000).toFixed(0)} s`;
}
