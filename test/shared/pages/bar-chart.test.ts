import assert from 'node:assert/strict';
import { type BarChart, barChart, counted } from '../../../shared/pages/bar-chart.ts';
import { rendered } from '../../../shared/pages/html.ts';

const chart: BarChart = {
  title: 'Bars',
  unit: counted,
  isStacked: true,
  series: [
    { name: 'one', colour: 1 },
    { name: 'two', colour: 2 },
  ],
  bars: [
    { label: 'Monday', values: [10, 30] },
    { label: 'Tuesday', values: [20, undefined] },
  ],
};

/** Each bar's part: its colour, where it begins and how high it is. */
function parts(drawn: string) {
  return [...drawn.matchAll(/<rect class="(c\d)" .*?y="([\d.]+)" .*?height="([\d.]+)"/g)].map(
    ([, colour, y, height]) => ({ colour, y: Number(y), height: Number(height) }),
  );
}

describe('a chart of bars', () => {
  it('has parts as high as their values, on one another', () => {
    const [one, two, three, ...more] = parts(rendered(barChart(chart)));
    assert.ok(one && two && three && more.length === 0);
    assert.deepEqual([one.colour, two.colour, three.colour], ['c1', 'c2', 'c1']);
    assert.ok(Math.abs(two.height - 3 * one.height) < 0.2);
    assert.ok(Math.abs(three.height - 2 * one.height) < 0.2);
    assert.ok(Math.abs(two.y + two.height - one.y) < 0.2);
  });

  it('has parts that stand before one another, where they do not add up', () => {
    const parallel = parts(rendered(barChart({ ...chart, isStacked: false })));
    const feet = parallel.map(({ y, height }) => Math.round(y + height));
    assert.equal(new Set(feet).size, 1);
  });

  it('has the same as a table, the latest first, and a name for each bar', () => {
    const drawn = rendered(barChart(chart));
    assert.match(drawn, /<th scope="row">Tuesday<\/th><td>20<\/td><td>–<\/td><\/tr><tr><th/);
    assert.match(drawn, /<title>Monday: one 10, two 30<\/title>/);
    assert.match(drawn, /aria-label="Bars, at most 40;/);
  });

  it('says so where there is nothing to draw', () => {
    const empty = rendered(barChart({ ...chart, bars: [{ label: 'Monday', values: [0] }] }));
    assert.match(empty, /Nothing yet/);
    assert.doesNotMatch(empty, /<svg/);
  });
});
