import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SCENARIOS } from '../../../infra/local/demo-scenarios.ts';
import { type Program, run } from './program.ts';

describe('the demo', () => {
  let directory: string;
  let demo: Program;

  /**
   * Starts the demo with a real key in the environment, which it has to ignore, and without another place to
   * write to.
   */
  function start(): void {
    directory = mkdtempSync(join(tmpdir(), 'demo-test-'));
    const environment = { CLOSTE_CLIENT_API_KEY: 'real-key', STORE: 'firestore' };
    demo = run('infra/local/demo.ts', { TMPDIR: directory, ...environment });
  }

  async function clear(): Promise<void> {
    await demo[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true });
  }

  describe('that runs to the end', () => {
    before(async () => {
      start();
      await demo.ended();
    });
    after(clear);

    it('has every outcome as expected, and exit code 0', async () => {
      assert.equal(await demo.ended(), 0, demo.output());
    });

    it('shows a table with the outcome of each domain', () => {
      const [, table = ''] = demo.output().split(/^DOMAIN +SHOWS +STAGE .*$/m);
      const rows = new Map(
        table.split('\n').map((line) => {
          const [domain = '', shows, stage, alias, , asExpected] = line.split(/ {2,}/);
          return [domain, { shows, stage, alias, asExpected }];
        }),
      );
      for (const { domain, shows, expected } of SCENARIOS) {
        const stage = expected.intent === 'mapped' ? expected.stage : 'unmapped';
        const { alias } = expected;
        assert.deepEqual(rows.get(domain), { shows, stage, alias, asExpected: 'yes' });
      }
    });

    it('shows the remedy of each problem', () => {
      assert.match(
        demo.output(),
        /→ Change the A record of wrong-dns\.example\.com from 198\.51\.100\.9 to 127\.0\.0\.1$/m,
      );
    });

    it('shows which aliases Closte has, and how often it was called', () => {
      const said = demo.output();
      assert.match(said, /Closte has the aliases:\n(?: {2}\S+\n)+and was called:\n/);
      // Once for each domain except the one that was never mapped.
      assert.match(said, new RegExp(`/adddomainalias +${SCENARIOS.length - 1}\n`));
    });

    it('leaves nothing behind', () => {
      assert.deepEqual(readdirSync(directory), []);
    });
  });

  describe('interrupted', () => {
    before(start);
    after(clear);

    it('names unexpected outcomes, ends with exit code 1, and leaves nothing behind', async () => {
      await demo.writes(/published: domain\.created/);
      demo.kill('SIGINT');
      assert.equal(await demo.ended(), 1);
      assert.match(demo.output(), /^NOT as expected:\n {2}\S+\.example\.\w+: .*expected /m);
      assert.deepEqual(readdirSync(directory), []);
    });
  });
});
