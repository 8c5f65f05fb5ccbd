import { parseArgs } from 'node:util';
import { SHARDS } from '../../shared/lifecycle/shard.ts';
import { SIZES } from './scale.ts';
import { tableOf } from './scale-table.ts';

/**
 * Simulates networks of several sizes, and prints the results: `npm run simulate -- --domains=250000,500000 --others=7`.
 * docs/scale.md has the same table for the default sizes.
 */

/** More domains than are registered worldwide. */
const MOST_DOMAINS = 1_000_000_000;

try {
  const { values } = parseArgs({
    options: { domains: { type: 'string' }, others: { type: 'string' } },
  });
  const sizes = values.domains
    ?.split(',')
    .map((text) => wholeNumber('domains', text, MOST_DOMAINS));
  // The greatest value of SWEEP_INSTANCES, since each instance needs a shard.
  const others =
    values.others === undefined ? undefined : wholeNumber('others', values.others, SHARDS - 1);
  console.log(tableOf(sizes ?? SIZES, others));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function wholeNumber(option: string, text: string, most: number): number {
  if (/^\d+$/.test(text) && Number(text) <= most) return Number(text);
  const limit = most.toLocaleString('en-US');
  throw new Error(`--${option} takes whole numbers from 0 to ${limit}, not "${text}"`);
}
