import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { CHOSEN } from './chosen.ts';
import { chosenIn } from './mutants.ts';

describe('the faults that were chosen by hand', () => {
  for (const file of new Set(CHOSEN.map((one) => one.file))) {
    it(`can each be made in one place of ${file}`, () => {
      const made = chosenIn(file, readFileSync(file, 'utf8'));
      assert.equal(made.length, CHOSEN.filter((one) => one.file === file).length);
    });
  }
});
