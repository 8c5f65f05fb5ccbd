import assert from 'node:assert/strict';
import { moment } from '../../../shared/problems/moment.ts';
import { reasonText } from '../../../shared/problems/render.ts';

describe('a time in a sentence', () => {
  for (const [iso, text] of [
    ['2026-11-01T10:05:59.999Z', '2026-11-01 10:05 UTC'],
    ['2026-11-01T10:05:59Z', '2026-11-01 10:05 UTC'],
    ['2026-11-01T10:05:59+02:00', '2026-11-01T10:05:59+02:00'],
    ['soon', 'soon'],
    ['', ''],
  ] as const) {
    it(`${iso || 'that is empty'} is ${text || 'nothing'}`, () => {
      assert.equal(reasonText(moment(iso)), text);
    });
  }
});
