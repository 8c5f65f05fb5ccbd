/** `npm run refresh:proxies`: asks the proxies for their addresses, and writes these into the source. */

import { readFile, writeFile } from 'node:fs/promises';
import { formatted } from '../generate/formatted.ts';
import { fetchRanges, withRanges } from './refresh.ts';
import { PROXY_SOURCES } from './sources.ts';

const path = 'shared/verification/proxy-ranges.ts';
const ranges = await fetchRanges(PROXY_SOURCES, new Date());
await writeFile(path, await formatted(path, withRanges(await readFile(path, 'utf8'), ranges)));
for (const { name, blocks } of ranges) console.log(`${name}: ${blocks.length} blocks`);
