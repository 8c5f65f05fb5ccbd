import assert from 'node:assert/strict';
import { readRetryAfter } from '../../../shared/http/retry-after.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const DAY_MS = 86_400_000;

describe('Retry-After', () => {
  for (const [header, expected] of [
    ['30', 30_000],
    [' 30 ', 30_000],
    ['0', 0],
    ['Sun, 22 Nov 2026 10:02:00 GMT', 120_000],
    ['Sunday, 22-Nov-26 10:02:00 GMT', 120_000],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    ['99999999', DAY_MS],
    ['9'.repeat(400), DAY_MS],
    ['Fri, 31 Dec 9999 23:59:59 GMT', DAY_MS],
    ['', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['2026', 2_026_000],
    ['2026-11-22', undefined],
    ['Sun, nonsense GMT', undefined],
    [undefined, undefined],
  ] as const) {
    const meaning = expected === undefined ? 'nothing' : `${expected} ms`;
    it(`of ${header === undefined ? 'no header' : JSON.stringify(header.slice(0, 40))} asks for ${meaning}`, () => {
      assert.equal(readRetryAfter(header, NOW), expected);
    });
  }
});
