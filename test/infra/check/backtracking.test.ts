import assert from 'node:assert/strict';
import { backtracking } from '../../../infra/check/backtracking.ts';

/** An expression, and the message of the fault that is found in it. */
const BAD: readonly (readonly [RegExp, RegExp])[] = [
  // The parameters of a CAA record were once read like this.
  [/^\s*(?:[a-z0-9-]+\s*=\s*[^\s;]*\s*;?\s*)*$/i, /exponential/],
  [/(a+)+$/, /exponential/],
  [/^(?:a|b|ab)*c$/, /exponential/],
  [/^(?:[^"\\]|\\.|\\)*"$/s, /exponential/],
  [/^(?:\p{L}|\p{Lu})+$/u, /exponential/],
  [/^(?:a|A)+$/i, /exponential/],
  [/^\w+\s*\w+$/, /2nd degree polynomial/],
  [/^(.*?,){4}P/, /polynomial/],
  // Harmless from one start, but a search tries every start.
  [/\s+$/, /2nd degree polynomial/],
  [/[a-z]+\b/, /2nd degree polynomial/],
  [/\[[^\]]*\]/, /2nd degree polynomial/],
  // Bounded, but practically endless.
  [/\s{1,1000}$/, /2nd degree polynomial.*as/],
  [/^(?:a{0,100}){0,100}$/, /exponential/],
  // One match is found in linear time, but each of many reads to the end of the text.
  [/a.*b|a/g, /reads on after \.\*/],
  [/a(?:b*c)?/g, /reads on after b\*/],
  [/a(?=b*c)/, /cannot be judged .*look-ahead/],
  [/(?<!a*)b/, /cannot be judged .*look-behind/],
  [/(a*)\1b/, /cannot be judged .*back-reference/],
];

const GOOD: readonly RegExp[] = [
  /^a*$/,
  /:\d*$/,
  /^[^,]*,[^,]*$/,
  /^(?:[^"\\]|\\.)*"$/s,
  /^[a-z]{3,9}, .* GMT$/i,
  /"[^"]*"/,
  /[\s\p{Z}]+/gu,
  /\b(domain|alias)\b( (domain|alias|name)\b)*/g,
  /(?:[^.\\]|\\[\s\S]?)+|\./g,
  /(?<!\bnot )\balready (added|exists?)\b/,
  /(.{4})(?!$)/g,
  /^[0-9a-f]{2}-([0-9a-f]{32})-/,
];

const judge = ({ source, flags, global, sticky }: RegExp) =>
  backtracking({ pattern: source, flags, line: 1, isRepeated: global || sticky });

describe('the judgement of a regular expression', () => {
  for (const [regex, fault] of BAD) {
    it(`rejects ${regex}`, async () => {
      assert.match(String(await judge(regex)), fault);
    });
  }

  for (const regex of GOOD) {
    it(`accepts ${regex}`, async () => {
      assert.equal(await judge(regex), undefined);
    });
  }

  it('allows for a split of the text at every match', async () => {
    const splitting = { pattern: 'a.*b|a', flags: '', line: 1, isRepeated: true };
    assert.match(String(await backtracking(splitting)), /reads on/);
    assert.equal(await backtracking({ ...splitting, isRepeated: false }), undefined);
  });
});
