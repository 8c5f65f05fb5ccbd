import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCode } from './node-process.ts';
import { type Reach, readReach } from './reach.ts';

const SOURCE = `export function called(a: number): number {
  const inner = (b: number): number => b + 1;
  return a;
}
export function forgotten(): number {
  return 2;
}
`;
const USE = `import { called } from './shared/it.ts';\ncalled(1);\n`;

describe('the reach of a run', () => {
  const root = mkdtempSync(join(tmpdir(), 'closte-reach-'));
  let reach: Reach;
  before(async () => {
    mkdirSync(join(root, 'shared'));
    writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(root, 'shared/it.ts'), SOURCE);
    writeFileSync(join(root, 'use.ts'), USE);
    const folder = join(root, 'coverage');
    assert.equal(await exitCode(root, ['use.ts'], { NODE_V8_COVERAGE: folder }), 0);
    writeFileSync(join(folder, 'of-a-killed-process.json'), '{ "result": [');
    reach = readReach(folder, root);
  });
  after(() => rmSync(root, { recursive: true }));

  const places: readonly (readonly [where: string, code: string, isReached: boolean])[] = [
    ['a function that was called', 'return a', true],
    ['a function that was created but not called', 'b + 1', false],
    ['a function that was never called', 'return 2', false],
    ['the module itself', 'export function forgotten', true],
  ];
  for (const [where, code, isReached] of places) {
    it(`${isReached ? 'has' : 'has not'} ${where}`, () => {
      assert.equal(reach.has('shared/it.ts', SOURCE.indexOf(code)), isReached);
    });
  }

  it('contains no source that was not loaded', () => {
    assert.equal(reach.has('shared/other.ts', 0), false);
  });
});
