import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { withPart } from '../../infra/generate/page-part.ts';
import type { Mutant } from './mutants.ts';
import { partOf, textOf } from './page.ts';
import { ROOMS } from './rooms.ts';
import { verdictOf } from './verdict.ts';

describe('the page of the mutants', () => {
  const page = readFileSync('docs/reliability/mutations.md', 'utf8');
  const mutant: Mutant = {
    file: 'shared/domain-name.ts',
    line: 12,
    text: 'if (a === b)',
    mutation: { at: 4, from: '===', to: '!==' },
  };

  for (const { name } of ROOMS) {
    it(`has a place for ${name}`, () => {
      const verdict = verdictOf(name, [
        { mutant, killedBy: undefined },
        { mutant, killedBy: 'a test' },
      ]);
      const once = withPart(page, partOf(name), textOf(verdict, 1, '2026-11-26'));
      assert.match(
        once,
        /of 2 mutants, 0 of them chosen by hand, 1 were noticed,\n0 are equivalent, and 1 survived/,
      );
      assert.match(once, /\*\*survived\*\* `shared\/domain-name\.ts:12`, `===` as `!==`/);
    });
  }

  it('says why a mutant is equivalent', () => {
    const because = 'they are the same';
    const known = [{ file: mutant.file, from: '===', to: '!==', line: 'a ===', because }];
    const { equivalent, survivors } = verdictOf(
      'lifecycle',
      [{ mutant, killedBy: undefined }],
      known,
    );
    assert.deepEqual([equivalent, survivors], [[{ mutant, because }], []]);
  });
});
