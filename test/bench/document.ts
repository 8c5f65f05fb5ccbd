import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { type PagePart, writePart } from '../../infra/generate/page-part.ts';
import type { Line } from './row.ts';

export const FIGURES: PagePart = {
  path: 'docs/performance.md',
  name: 'figures',
  command: 'npm run bench',
};

export interface Run {
  /** The machine's load at the start, from other work. */
  readonly loadBefore: number;
  readonly tookMs: number;
}

export function writeDocument(lines: readonly Line[], run: Run): void {
  writePart(FIGURES, `${circumstances(run)}\n\n${tableOf(lines)}`);
}

export function tableOf(lines: readonly Line[]): string {
  const rows = lines.map(({ what, beside, figure, ratio, reach }) =>
    [what, beside, figure, ratio, reach].map((cell) => cell || '–').join(' | '),
  );
  const head = ['what', 'beside', 'measured', 'ratio', 'target'].join(' | ');
  return [`| ${head} |`, '|---|---|---|---|---|', ...rows.map((row) => `| ${row} |`), ''].join(
    '\n',
  );
}

function circumstances({ loadBefore, tookMs }: Run): string {
  const [{ model = 'unknown processor' } = {}] = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const busy = `load ${loadBefore.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after`;
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)}: ${availableParallelism()} cores of ${model}, ${memory} GiB,`,
    `Node ${process.version}, OpenSSL ${process.versions.openssl}, SQLite ${process.versions.sqlite ?? '?'}; ${busy}.`,
    `The run took ${(tookMs / 60_000).toFixed(1)} minutes.`,
  ].join('\n');
}
