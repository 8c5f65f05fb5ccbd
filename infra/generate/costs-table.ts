import { monthOf } from './costs.ts';
import { generatedPart } from './page-part.ts';

/** docs/costs.md with its table. People write the rest of the page, which stays. */
export const costsTable = generatedPart({ path: 'docs/costs.md', name: 'a month' }, table);

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
