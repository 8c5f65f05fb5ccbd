import assert from 'node:assert/strict';
import { duration } from '../../../shared/problems/duration.ts';
import { render } from '../../../shared/problems/render.ts';

describe('a duration', () => {
  for (const [seconds, text] of [
    [0, '0 seconds'],
    [1, '1 second'],
    [119, '119 seconds'],
    [120, '2 minutes'],
    [121, '3 minutes'],
    [2520, '42 minutes'],
    [7199, '120 minutes'],
    [7200, '2 hours'],
    [86_400, '24 hours'],
  ] as const) {
    it(`of ${seconds} s is ${text}`, () => assert.equal(render(duration(seconds)), text));
  }
});
