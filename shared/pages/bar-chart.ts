import { type Html, html } from './html.ts';
import { grouped } from './numbers.ts';

/**
 * A chart with one bar for each day. The parts of a bar stand on top of one another, or in front of one
 * another.
 */
export interface BarChart {
  readonly title: string;
  /** Writes a value with its unit. */
  readonly unit: (value: number) => string;
  readonly series: readonly Series[];
  /** The days, oldest first, with a value for each series; undefined if there is none. */
  readonly bars: readonly Bar[];
  /**
   * Whether the parts of a bar add up. If not, the first part is the greatest, and stands behind the next.
   */
  readonly isStacked: boolean;
}

/** One of the values that each bar shows. */
export interface Series {
  readonly name: string;
  /** 1 to 6: the number of the colour in the style sheet. */
  readonly colour: number;
}

/** One day of the chart, with its values in the order of the series. */
export interface Bar {
  readonly label: string;
  readonly values: readonly (number | undefined)[];
}

const WIDTH = 320;
const HEIGHT = 150;
const BASE = 122;
const TOP = 12;

/**
 * A chart as SVG, followed by a table of the same numbers for people who cannot see the chart, or want the
 * numbers.
 */
export function barChart(chart: BarChart): Html {
  const { title, series, bars, unit, isStacked } = chart;
  const heights = bars.map(({ values }) => heightOf(values, isStacked));
  const most = Math.max(0, ...heights);
  if (most === 0)
    return html`<figure><figcaption>${title}</figcaption><p class="small">Nothing yet.</p></figure>`;
  const slot = WIDTH / Math.max(bars.length, 1);
  const drawn = bars.map((bar, n) => {
    const rects = rectsOf(bar, n * slot, slot, most, chart);
    return html`<g><title>${bar.label}: ${valuesText(bar, chart)}</title>${rects}</g>`;
  });
  const first = bars[0]?.label ?? '';
  const last = bars.at(-1)?.label ?? '';
  return html`<figure>
<figcaption>${title}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}, at most ${unit(most)}; the table below has the numbers">
<line class="axis" x1="0" y1="${BASE}" x2="${WIDTH}" y2="${BASE}"/>
<text x="0" y="${TOP}">${unit(most)}</text>
${drawn}
<text x="0" y="${HEIGHT - 10}">${first}</text>
${bars.length > 1 && html`<text x="${WIDTH}" y="${HEIGHT - 10}" text-anchor="end">${last}</text>`}
</svg>
${series.length > 1 && html`<p class="legend">${series.map(({ name, colour }) => html`<span class="key c${colour}">${name}</span> `)}</p>`}
<details><summary>As a table</summary>${numbers(chart)}</details>
</figure>`;
}

function heightOf(values: Bar['values'], isStacked: boolean): number {
  const known = values.map((value) => value ?? 0);
  return isStacked ? known.reduce((sum, value) => sum + value, 0) : Math.max(0, ...known);
}

function rectsOf(
  { values }: Bar,
  x: number,
  slot: number,
  most: number,
  { series, isStacked }: BarChart,
): Html[] {
  const gap = Math.min(slot * 0.2, 6);
  let below = 0;
  return series.flatMap(({ colour }, n) => {
    const value = values[n] ?? 0;
    if (value === 0) return [];
    const height = Math.max((value / most) * (BASE - TOP - 8), 1);
    const y = BASE - height - (isStacked ? below : 0);
    below += height;
    return html`<rect class="c${colour}" x="${rounded(x + gap / 2)}" y="${rounded(y)}" width="${rounded(Math.min(slot - gap, 40))}" height="${rounded(height)}"/>`;
  });
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function valuesText({ values }: Bar, { series, unit }: BarChart): string {
  const texts = series.flatMap(({ name }, n) => {
    const value = values[n];
    return value === undefined ? [] : [`${name} ${unit(value)}`];
  });
  return texts.join(', ') || 'nothing';
}

function numbers({ title, series, bars, unit }: BarChart): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}, as a table"><table>
<thead><tr><th scope="col">Day</th>${series.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${bars
    .toReversed()
    .map(
      ({ label, values }) =>
        html`<tr><th scope="row">${label}</th>${series.map((_, n) => html`<td>${cell(values[n], unit)}</td>`)}</tr>`,
    )}</tbody>
</table></div>`;
}

function cell(value: number | undefined, unit: BarChart['unit']): string {
  return value === undefined ? '–' : unit(value);
}

/** The unit of charts that count. */
export const counted = (value: number) => grouped(Math.round(value));
