import { availableParallelism, cpus, loadavg } from 'node:os';
import { type PagePart, writePart } from '../../../infra/generate/page-part.ts';
import type { Run, StoreName } from './run.ts';

/** The place of a store's figures on the page. */
export function partOf(store: StoreName): PagePart {
  return { path: 'docs/reliability/kills.md', name: store, command: 'npm run kills' };
}

export function writePage(run: Run, loadBefore: number): void {
  writePart(partOf(run.store), `${circumstances(run, loadBefore)}\n\n${tableOf(run)}`);
}

/** The injected faults and the final state, as a Markdown table. */
export function tableOf({
  events,
  domains,
  injected,
  calls,
  failures,
  told,
  complaints,
}: Run): string {
  const { killed, events: deliveries, sweeps } = injected;
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  const rows = [
    ['events published, domains', `${events}, ${domains}`],
    ['processes killed', counts(killed)],
    [
      'deliveries of events',
      `${deliveries.taken} taken, ${deliveries.doubled} of which were reported to Pub/Sub as failed; ${deliveries.cutOff} cut off by a kill, ${deliveries.refused} answered with an error`,
    ],
    [
      'sweeps',
      `${sweeps.taken} finished; ${sweeps.cutOff} cut off by a kill, ${sweeps.refused} answered with an error`,
    ],
    [
      'calls to Closte, including the last looks',
      `${calls}; ${failed} failed: ${counts(failures)}`,
    ],
    ['errors logged', counts(injected.errors) || 'none'],
    ['stage changes reported', `${told}`],
    ['domains, aliases or reported stages that were wrong in the end', `${complaints.length}`],
  ];
  return [['', 'how often'], ['---', '---'], ...rows, []]
    .map((cells) => (cells.length === 0 ? '' : `| ${cells.join(' | ')} |`))
    .join('\n');
}

/** The machine's load, and the duration. */
function circumstances({ seconds }: Run, loadBefore: number): string {
  const [{ model = 'unknown processor' } = {}] = cpus();
  return [
    `Run on ${new Date().toISOString().slice(0, 10)} within ${Math.ceil(seconds / 60)} minutes, on ${availableParallelism()} cores of ${model},`,
    `Node ${process.version}; load ${loadBefore.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after.`,
  ].join('\n');
}

/** `reset 12, hang 11` */
function counts(of: Readonly<Record<string, number>>): string {
  return Object.entries(of)
    .map(([what, count]) => `${what} ${count}`)
    .join(', ');
}
