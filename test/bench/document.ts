import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { Line } from './row.ts';

/** The table in docs/performance.md; all else in it is as people wrote it. */

const DOCUMENT = new URL('../../docs/performance.md', import.meta.url);
const BEGIN = '<!-- figures: written by npm run bench -->\n';
const END = '<!-- end -->\n';

/** @param loadBefore how busy the machine was with other things when it began */
export function writeDocument(lines: readonly Line[], loadBefore: number): void {
  const page = readFileSync(DOCUMENT, 'utf8');
  writeFileSync(DOCUMENT, withFigures(page, `${circumstances(loadBefore)}\n\n${tableOf(lines)}`));
}

/** @throws {Error} if the page has no place for them */
export function withFigures(page: string, figures: string): string {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END, from);
  if (from < 0 || to < 0) throw new Error('docs/performance.md has no place for the figures');
  return `${page.slice(0, from)}${BEGIN}\n${figures}\n${page.slice(to)}`;
}

export function tableOf(lines: readonly Line[]): string {
  const rows = lines.map(({ what, beside, figure, ratio, reach }) =>
    [what, beside, figure, ratio, reach].map((cell) => cell || '–').join(' | '),
  );
  const head = ['what', 'beside', 'measured', 'ratio', 'reach'].join(' | ');
  return [`| ${head} |`, '|---|---|---|---|---|', ...rows.map((row) => `| ${row} |`), ''].join(
    '\n',
  );
}

function circumstances(loadBefore: number): string {
  const [{ model = 'unknown processor' } = {}] = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const busy = `load ${loadBefore.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after`;
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)}: ${availableParallelism()} cores of ${model}, ${memory} GiB,`,
    `Node ${process.version}, OpenSSL ${process.versions.openssl}, SQLite ${process.versions.sqlite ?? '?'}; ${busy}.`,
  ].join('\n');
}
