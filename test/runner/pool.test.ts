import assert from 'node:assert/strict';
import type { Outcome } from './outcome.ts';
import { type Report, runFiles } from './pool.ts';

const fixture = (name: string) => `test/runner/fixtures/${name}.ts`;

describe('the processes that run the test files', () => {
  /** The report of each fixture, in the order in which they ended. */
  async function run(names: readonly string[], options: { jobs?: number; grep?: string } = {}) {
    const reports: Report[] = [];
    await runFiles(names.map(fixture), { jobs: 1, ...options }, (report) => reports.push(report));
    return reports;
  }

  const counts = ({ passed, failed, skipped }: Outcome) => ({ passed, failed, skipped });

  it('report the outcome of a file, and how long each test took', async () => {
    const [report] = await run(['passing']);
    assert.deepEqual(report && counts(report.outcome), { passed: 2, failed: 0, skipped: 1 });
    const titles = report?.outcome.slowest.map(({ title }) => title);
    assert.deepEqual(titles?.sort(), ['what passes is better', 'what passes is good']);
    assert.match(
      report?.lines.join('\n') ?? '',
      /what passes\n.*is good.*\n.*is better.*\n.*no part/,
    );
    assert.deepEqual(report?.outcome.failures, []);
  });

  it('report failures in full, and those of hooks as well', async () => {
    const [report] = await run(['failing']);
    assert.deepEqual(report && counts(report.outcome), { passed: 0, failed: 2, skipped: 0 });
    const told = report?.outcome.failures.join('\n') ?? '';
    assert.match(told, /1\) what fails\n\s+is unlike:/);
    assert.match(told, /-\s+"b"\n\s+\+\s+"c"/);
    assert.match(
      told,
      /"before all" hook for "is not reached":\n\s+Error: there is nothing to test/,
    );
  });

  it('fail a file that ends its process, show its output, and go on with the next', async () => {
    const [ended, next] = await run(['ending', 'passing']);
    assert.equal(ended?.file, fixture('ending'));
    assert.deepEqual(ended && counts(ended.outcome), { passed: 0, failed: 1, skipped: 0 });
    const told = ended?.outcome.failures.join('\n') ?? '';
    assert.match(told, /has begun\n.*Its process ended with exit code 7\.$/);
    assert.ok(ended?.lines.includes(fixture('ending')));
    assert.equal(next?.outcome.passed, 2);
  });

  it('fail a file that cannot be loaded, and go on with the next', async () => {
    const [broken, next] = await run(['broken', 'passing']);
    assert.deepEqual(broken && counts(broken.outcome), { passed: 0, failed: 1, skipped: 0 });
    assert.match(broken?.outcome.failures.join('\n') ?? '', /Error: it cannot be loaded/);
    assert.equal(next?.outcome.passed, 2);
  });

  it('run only the tests that are asked for', async () => {
    const [report] = await run(['passing'], { grep: 'bett' });
    assert.deepEqual(report && counts(report.outcome), { passed: 1, failed: 0, skipped: 0 });
  });

  it('take each file once, however many they are', async () => {
    const reports = await run(['passing', 'failing', 'ending'], { jobs: 8 });
    assert.deepEqual(
      reports.map(({ file }) => file).sort(),
      ['ending', 'failing', 'passing'].map(fixture),
    );
  });
});
