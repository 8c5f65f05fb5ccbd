import got from 'got';
import { isBlock } from '../../shared/verification/known-proxy.ts';
import type { ProxyRanges } from '../../shared/verification/proxy-ranges.ts';
import type { ProxySource } from './sources.ts';

/** If a proxy publishes more ranges than this, it has made a mistake. */
const MOST_BLOCKS = 2000;

/**
 * The ranges that the sources publish today.
 *
 * @throws {Error} if a source cannot be read, or publishes an impossible range; nothing may be changed then
 */
export function fetchRanges(
  sources: readonly ProxySource[],
  today: Date,
): Promise<readonly ProxyRanges[]> {
  return Promise.all(
    sources.map(async ({ name, url, blocksIn }) => {
      const blocks = blocksIn(await got(url, { timeout: { request: 30_000 } }).text());
      const bad = blocks.find((block) => !isBlock(block));
      if (bad !== undefined)
        throw new Error(`${url}: ${JSON.stringify(bad)} is not a block of addresses`);
      if (blocks.length === 0 || blocks.length > MOST_BLOCKS) {
        throw new Error(`${url}: ${blocks.length} blocks of addresses`);
      }
      return { name, source: url, asOf: today.toISOString().slice(0, 10), blocks };
    }),
  );
}

/** The source file with new ranges; everything before them stays. */
export function withRanges(file: string, ranges: readonly ProxyRanges[]): string {
  const [before = ''] = file.split(BEGINNING);
  return `${before}${BEGINNING}${JSON.stringify(ranges)};\n`;
}

const BEGINNING = 'export const PROXY_RANGES: readonly ProxyRanges[] = ';
