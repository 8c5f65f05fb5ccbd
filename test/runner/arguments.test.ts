import assert from 'node:assert/strict';
import { readArguments } from './arguments.ts';
import { testFiles } from './files.ts';

describe('the arguments of npm test', () => {
  it('are empty for all tests', () => {
    const { named, grep, isWhole } = readArguments([]);
    assert.deepEqual([named, grep, isWhole], [[], undefined, true]);
  });

  it('name files, or a pattern for titles', () => {
    const { named, grep, jobs, isWhole } = readArguments(['a', '-g', 'the shop', 'b', '--jobs=3']);
    assert.deepEqual([named, grep, jobs, isWhole], [['a', 'b'], 'the shop', 3, false]);
    assert.equal(readArguments(['--grep', 'shop']).isWhole, false);
  });

  it('are refused if unknown', () => {
    assert.throws(() => readArguments(['--wath']), /Unknown option '--wath'/);
  });
});

describe('the test files', () => {
  const files = (...named: string[]) => testFiles(process.cwd(), named);
  const SELF = 'test/runner/arguments.test.ts';

  it('are all of them, unless some are named', () => {
    assert.ok(files().includes(SELF));
    assert.ok(files().every((file) => /^test\/.*\.test\.ts$/.test(file)));
  });

  for (const named of [SELF, `./${SELF}`, 'test/runner/arg*.ts', 'test/**/arguments.test.ts']) {
    it(`are found as ${named}`, () => assert.ok(files(named).includes(SELF)));
  }

  it('are those in a folder that is named, each once', () => {
    const found = files('test/runner', SELF);
    assert.deepEqual(found, [...new Set(found)].sort());
    assert.ok(found.includes(SELF) && found.includes('test/runner/pool.test.ts'));
  });

  it('have to exist', () => {
    assert.throws(() => files('test/nowhere.test.ts'), /no tests in test\/nowhere\.test\.ts/);
  });
});
