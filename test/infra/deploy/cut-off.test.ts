import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { share } from '../../support/effort.ts';
import { type Outside, startOutside } from '../../support/outside.ts';
import { contentOf, type GoogleCloud, googleCloud } from './google-cloud.ts';
import {
  confinedGcloud,
  deploy,
  type Finished,
  finished,
  folder,
  NEEDED,
  start,
} from './scripts.ts';
import { describeWith } from './tools.ts';

describeWith(['gcloud'], 'a deployment that is cut off', () => {
  const here = folder();
  let outside: Outside;
  /** The result of a deployment that is not cut off. */
  let whole: ReturnType<typeof contentOf>;
  before(async () => {
    outside = await startOutside();
    writeFileSync(join(here.path, 'key'), outside.environment.CLOSTE_CLIENT_API_KEY ?? '');
    await using cloud = await googleCloud('demo-project', { settlesAfter: 3 });
    const { code, stderr } = await deploy(flags(), await on(cloud));
    assert.equal(code, 0, stderr);
    whole = contentOf(cloud);
  });
  after(async () => {
    await outside?.close();
    await here[Symbol.asyncDispose]();
  });

  const flags = () => [
    ...NEEDED,
    `--env=CLOSTE_API_URL=${outside.environment.CLOSTE_API_URL}`,
    `--api-key-file=${join(here.path, 'key')}`,
    '--alert-email=ops@example.com',
  ];
  const on = async ({ endpoints }: GoogleCloud) => ({
    environment: await confinedGcloud(mkdtempSync(join(here.path, 'gcloud-')), endpoints),
  });

  /** Ends the run by force as soon as a phase begins. */
  async function runUntil(phase: string, cloud: GoogleCloud): Promise<Finished> {
    const child = start('infra/deploy.sh', flags(), await on(cloud));
    if (child.stderr) {
      createInterface(child.stderr).on('line', (line) => {
        if (line.startsWith(`== ${phase}:`) && child.pid) process.kill(-child.pid, 'SIGKILL');
      });
    }
    return finished(child);
  }

  it('has phases at which to cut it off', async () => {
    assert.ok((await phaseNames()).length > 10);
  });

  // Four tests, so that each has its own time limit: every run repeats the phases before its own.
  for (const [index, quarter] of ['first', 'second', 'third', 'last'].entries()) {
    it(`after any phase of its ${quarter} quarter, one after the other, is completed by the last run`, async () => {
      await using cut = await googleCloud('demo-project', { settlesAfter: 3 });
      const [, ...phases] = await phaseNames();
      const some = phases.filter((_, at) => Math.floor((at * 4) / phases.length) === index);
      // Each run finds what the previous ones have left.
      for (const phase of spread(some, share(some.length, 1))) {
        const { code } = await runUntil(phase, cut);
        assert.equal(code, null, `not cut off at ${phase}`);
      }
      const { code, stderr } = await deploy(flags(), await on(cut));
      assert.equal(code, 0, stderr);
      assert.deepEqual(contentOf(cut), whole);
    });
  }
});

/** The names of the phases, from the headings of a dry run. */
async function phaseNames(): Promise<string[]> {
  const { stdout } = await deploy([...NEEDED, '--dry-run']);
  return [...stdout.matchAll(/^# (\w+): /gm)].map(([, phase = '']) => phase);
}

/** `count` of them, in their order, spread over the whole list. */
function spread<Item>(items: readonly Item[], count: number): Item[] {
  const step = items.length / Math.min(count, items.length);
  return items.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}
