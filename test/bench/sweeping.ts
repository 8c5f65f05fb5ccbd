import * as v from 'valibot';
import type { StoreLocation } from '../../shared/settings/settings.ts';
import type { FunctionProcess } from '../support/function-process.ts';
import { cpuMsOf } from './cpu.ts';
import type { Deployed } from './deployed.ts';
import { type Sample, shopNames } from './peers/sample.ts';
import { makeDue, withStore } from './stored.ts';
import type { Reach, World } from './world/world.ts';

/** `verifyDomains`, as it is deployed, with domains that are due. */
export interface Sweeping {
  readonly running: FunctionProcess;
  /** Makes that many domains due, and sweeps until none is. */
  sweep(domains: number): Promise<Sample>;
  close(): Promise<void>;
}

const answerSchema = v.object({ advanced: v.number(), remaining: v.boolean() });

export async function startSweeping(
  { start }: Deployed,
  world: World,
  path: string,
  options: { readonly reach?: Reach; readonly heapMiB?: number } = {},
): Promise<Sweeping> {
  const location: StoreLocation = { kind: 'sqlite', path };
  const { reach, heapMiB } = options;
  const running = await start('verifyDomains', {
    ...world.environment(reach),
    STORE: `sqlite:${path}`,
    ...(heapMiB === undefined ? {} : { NODE_OPTIONS: `--max-old-space-size=${heapMiB}` }),
  });
  const sweep = async (domains: number) => {
    await withStore(location, (store) => makeDue(store, shopNames(domains)));
    const cpuBefore = cpuMsOf(running.pid);
    const startedAt = performance.now();
    let advanced = 0;
    while (advanced < domains) advanced += await sweepOnce(running.url);
    const ms = performance.now() - startedAt;
    return { domains, ms, cpuMs: cpuMsOf(running.pid) - cpuBefore };
  };
  // Loads what a sweep needs.
  await sweep(100);
  return { running, sweep, close: running.close };
}

/** @throws {Error} if it makes no progress */
async function sweepOnce(url: string): Promise<number> {
  const response = await fetch(url, { method: 'POST' });
  const { advanced } = v.parse(answerSchema, await response.json());
  if (advanced === 0) throw new Error('nothing was due');
  return advanced;
}
