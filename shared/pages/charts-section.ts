import { STAGES } from '../lifecycle/stage.ts';
import { type Day, dayOf, timeToLive } from '../lifecycle/statistics.ts';
import { lasting } from '../reporting/times.ts';
import { type Bar, type BarChart, barChart, counted } from './bar-chart.ts';
import { type Html, html } from './html.ts';
import { section } from './layout.ts';

const DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;

/** The section about the latest thirty days. */
export function chartsSection(days: readonly Day[], now: number): Html {
  const charts = [stagesChart, timesChart, errorsChart].map((chart) => chart(days, now));
  return section(
    'charts',
    'The last 30 days',
    html`<div class="cards">${charts.map((chart) => barChart(chart))}</div>`,
  );
}

function stagesChart(days: readonly Day[], now: number): BarChart {
  return {
    title: 'Mapped domains by stage',
    unit: counted,
    isStacked: true,
    series: STAGES.map((name, n) => ({ name, colour: n + 1 })),
    bars: barsOf(days, now, (day) => STAGES.map((stage) => day?.stages?.[stage])),
  };
}

function timesChart(days: readonly Day[], now: number): BarChart {
  return {
    title: 'From being mapped to being live',
    unit: (seconds) => lasting(seconds * 1000),
    isStacked: false,
    series: [
      { name: '95 of 100 within', colour: 4 },
      { name: 'half of them within', colour: 3 },
    ],
    bars: barsOf(days, now, (day) =>
      [0.95, 0.5].map((share) => day && timeToLive(day.timesToLive, share)),
    ),
  };
}

function errorsChart(days: readonly Day[], now: number): BarChart {
  return {
    title: 'Closte’s errors',
    unit: counted,
    isStacked: true,
    series: [{ name: 'errors', colour: 5 }],
    bars: barsOf(days, now, (day) => [day?.closteErrors]),
  };
}

/** A bar for every day since the first one that is known, even if a day has no values. */
function barsOf(
  days: readonly Day[],
  now: number,
  valuesOf: (day: Day | undefined) => Bar['values'],
): Bar[] {
  const labels = Array.from({ length: DAYS }, (_, n) => dayOf(now - (DAYS - 1 - n) * DAY_MS));
  const first = days[0]?.day ?? '';
  return labels
    .filter((label) => label >= first)
    .map((label) => ({ label, values: valuesOf(days.find(({ day }) => day === label)) }));
}
