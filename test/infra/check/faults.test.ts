import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { BUILT_LATE, type BuiltLate } from '../../../infra/check/built-late.ts';
import { regexFaults } from '../../../infra/check/faults.ts';

describe('the check of the regular expressions', () => {
  it('is part of `npm run check`', () => {
    const manifestSchema = v.object({ scripts: v.record(v.string(), v.string()) });
    const manifest = new URL('../../../package.json', import.meta.url);
    const { scripts } = v.parse(manifestSchema, JSON.parse(readFileSync(manifest, 'utf8')));
    assert.ok(scripts.check?.split(' && ').includes('npm run check:regexes'));
    assert.match(scripts['check:regexes'] ?? '', /infra\/check\/regexes\.ts$/);
  });

  it('names the file and the line of each expression that may backtrack', async () => {
    const faults = await faultsIn({
      'shared/names/bad.ts': 'export const good = /^a+$/;\n\nexport const bad = /a+$/;\n',
      'functions/worse.ts': 'export const worse = (text: string) => /(a+)+$/.test(text);\n',
      'infra/good.ts': 'export const good = /^a/;\n',
      'test/unseen.ts': 'export const unseen = /a+$/;\n',
    });
    assert.deepEqual(
      faults.map((fault) => fault.slice(0, fault.indexOf(', on '))),
      [
        'functions/worse.ts:1: /(a+)+$/ backtracks (exponential)',
        'shared/names/bad.ts:3: /a+$/ backtracks (2nd degree polynomial)',
      ],
    );
  });

  const LATE = { 'shared/late.ts': '\nexport const late = (text: string) => new RegExp(text);\n' };

  it('refuses an expression that is built from unknown parts', async () => {
    assert.deepEqual(await faultsIn(LATE), [
      'shared/late.ts:2: builds a regular expression from values that are not known here',
    ]);
  });

  it('judges the given examples of the expressions that such a source builds', async () => {
    const builtLate = [{ file: 'shared/late.ts', built: [/^a+$/, /a+$/] }];
    const [fault = '', ...others] = await faultsIn(LATE, builtLate);
    assert.match(fault, /^shared\/late\.ts:2: \/a\+\$\/ backtracks/);
    assert.deepEqual(others, []);
  });

  it('refuses examples for a source that builds none, or that does not exist', async () => {
    const builtLate = [
      { file: 'shared/early.ts', built: [/a/] },
      { file: 'shared/gone.ts', built: [/a/] },
    ];
    const faults = await faultsIn({ 'shared/early.ts': 'export const early = /a/;\n' }, builtLate);
    assert.deepEqual(
      faults,
      ['shared/early.ts', 'shared/gone.ts'].map(
        (file) =>
          `${file} builds no regular expression late: infra/check/built-late.ts need not name it`,
      ),
    );
  });

  it('has an example for each source', () => {
    for (const { file, built } of BUILT_LATE) assert.notEqual(built.length, 0, file);
  });
});

async function faultsIn(
  sources: Readonly<Record<string, string>>,
  builtLate: readonly BuiltLate[] = [],
): Promise<readonly string[]> {
  await using root = await mkdtempDisposable(join(tmpdir(), 'regexes-'));
  for (const [file, source] of Object.entries(sources)) {
    mkdirSync(dirname(join(root.path, file)), { recursive: true });
    writeFileSync(join(root.path, file), source);
  }
  return await regexFaults(root.path, builtLate);
}
