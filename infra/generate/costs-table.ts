import { readFileSync } from 'node:fs';
import { monthOf } from './costs.ts';
import type { GeneratedDocument } from './document.ts';

const PAGE = new URL('../../docs/costs.md', import.meta.url);
const BEGIN = '<!-- a month: written by npm run generate -->\n';
const END = '<!-- end -->\n';

/** docs/costs.md with its table; all else in it is as people wrote it. */
export const costsTable: GeneratedDocument = {
  path: 'docs/costs.md',
  text: () => withCosts(readFileSync(PAGE, 'utf8')),
};

/** @throws {Error} if the table has no place in the page */
export function withCosts(page: string): string {
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END, from);
  if (from < 0 || to < 0) throw new Error('docs/costs.md has no place for the table');
  return `${page.slice(0, from)}${BEGIN}\n${table()}\n${page.slice(to)}`;
}

function table(): string {
  const rows = [100, 10_000, 1_000_000].map((domains) => {
    const { reads, writes, cpuSeconds, firestore, cloudRun, others } = monthOf(domains);
    const counts = [domains, reads, writes, cpuSeconds].map(rounded);
    const costs = [firestore, cloudRun, others, firestore + cloudRun + others].map(dollars);
    return `| ${[...counts, ...costs].join(' | ')} |\n`;
  });
  const heading =
    '| domains | reads | writes | CPU seconds | Firestore | Cloud Run | the rest | USD a month |\n';
  return `${heading}|--:|--:|--:|--:|--:|--:|--:|--:|\n${rows.join('')}`;
}

function rounded(count: number): string {
  const three = Number(count.toPrecision(3));
  return three.toLocaleString('en-US', { maximumFractionDigits: 0 });
}

function dollars(amount: number): string {
  return amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
