import assert from 'node:assert/strict';
import { percent, ratioText } from './figures.ts';
import { ratioOf } from './measure.ts';

describe('The ratio of two figures that were measured in rounds', () => {
  /** The rounds' own ratios have the median 0.98, although the medians are 204 and 418. */
  const ours = [204, 190, 410];
  const theirs = [208, 430, 418];

  it('is the ratio of their medians, which a reader of the table can check', () => {
    assert.equal(ratioOf(ours, theirs).ofMedians, 204 / 418);
  });

  it('is shown with the least and the greatest ratio of the rounds', () => {
    assert.equal(ratioText(ratioOf(ours, theirs), percent), '49 % (44 % to 98 %)');
  });
});
