import { monthOf } from '../generate/costs.ts';
import { generatedPart } from '../generate/page-part.ts';
import { KINDS, type Scaled, SIZES, scaled } from './scale.ts';

/** docs/scale.md with its table. People write the rest of the page, which stays. */
export const scaleTable = generatedPart({ path: 'docs/scale.md', name: 'the simulation' }, () =>
  tableOf(),
);

/**
 * A row for each size and kind of day.
 *
 * @param mostOthers the most instances besides the first; by default, that of SWEEP_INSTANCES
 */
export function tableOf(sizes: readonly number[] = SIZES, mostOthers?: number): string {
  const rows = sizes.flatMap((domains) =>
    KINDS.map((kind) => row(scaled(domains, kind, mostOthers))),
  );
  const heading =
    '| domains | a day on which | looks a second | instances | up to date | writes a second | messages a day | USD a month |\n';
  return `${heading}|--:|---|--:|--:|---|--:|--:|--:|\n${rows.join('')}`;
}

function row(one: Scaled): string {
  const { domains, kind, looksPerSecond, instances, caughtUpAfter, writesPerSecond } = one;
  const { firestore, cloudRun, others } = monthOf(domains);
  const cells = [
    domains.toLocaleString('en-US'),
    kind,
    rounded(looksPerSecond),
    instances,
    caughtUpText(caughtUpAfter, one.behind),
    rounded(writesPerSecond),
    rounded(one.messages),
    kind === KINDS[0]?.name ? rounded(firestore + cloudRun + others) : '',
  ];
  return `| ${cells.join(' | ')} |\n`;
}

function caughtUpText(minutes: number | undefined, behind: number): string {
  if (minutes === undefined) return 'never';
  if (behind === 0 && minutes === 1) return 'always';
  return minutes === 1 ? 'after a minute' : `after ${minutes} minutes`;
}

function rounded(count: number): string {
  const three = count < 1 ? Number(count.toPrecision(1)) : Number(count.toPrecision(3));
  return three.toLocaleString('en-US', { maximumFractionDigits: count < 10 ? 1 : 0 });
}
