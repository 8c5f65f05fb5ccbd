import assert from 'node:assert/strict';
import { closest } from '../../../infra/cli/closest.ts';

const COMMANDS = ['list', 'show', 'publish', 'test-connection'];

describe('the word that was probably meant', () => {
  const words: [written: string, meant: string | undefined][] = [
    ['lst', 'list'],
    ['lsit', 'list'],
    ['LIST', 'list'],
    ['pubish', 'publish'],
    ['test-conection', 'test-connection'],
    ['test', 'test-connection'],
    ['pub', 'publish'],
    ['pu', undefined],
    ['remove', undefined],
    ['l', undefined],
    ['', undefined],
    ['x'.repeat(1000), undefined],
  ];
  for (const [written, meant] of words) {
    it(`by ${written.slice(0, 20) || 'nothing'} is ${meant ?? 'not known'}`, () => {
      assert.equal(closest(written, COMMANDS), meant);
    });
  }
});
