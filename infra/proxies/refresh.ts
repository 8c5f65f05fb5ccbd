import got from 'got';
import * as v from 'valibot';
import { isBlock } from '../../shared/verification/known-proxy.ts';
import type { ProxyRanges } from '../../shared/verification/proxy-ranges.ts';
import type { ProxySource } from './sources.ts';

/** More is not what a proxy publishes, but a mistake. */
const MOST_BLOCKS = 2000;

/**
 * What the sources say today.
 *
 * @throws {Error} if one cannot be read, or says what cannot be: then nothing is to be changed
 */
export function fetchRanges(
  sources: readonly ProxySource[],
  today: Date,
): Promise<readonly ProxyRanges[]> {
  return Promise.all(
    sources.map(async ({ name, url, schema }) => {
      const body: unknown = await got(url, { timeout: { request: 30_000 } }).json();
      const blocks = v.parse(schema, body);
      const bad = blocks.find((block) => !isBlock(block));
      if (bad !== undefined)
        throw new Error(`${url}: ${JSON.stringify(bad)} is no block of addresses`);
      if (blocks.length === 0 || blocks.length > MOST_BLOCKS) {
        throw new Error(`${url}: ${blocks.length} blocks of addresses`);
      }
      return { name, source: url, asOf: today.toISOString().slice(0, 10), blocks };
    }),
  );
}

/** The file with other ranges in it, all before them as it is. */
export function withRanges(file: string, ranges: readonly ProxyRanges[]): string {
  const [before = ''] = file.split(BEGINNING);
  return `${before}${BEGINNING}${JSON.stringify(ranges)};\n`;
}

const BEGINNING = 'export const PROXY_RANGES: readonly ProxyRanges[] = ';
