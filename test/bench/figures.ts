import { median, type Ratio } from './measure.ts';
import type { Sample } from './peers/sample.ts';

/** Figures as the table shows them. */

export const times = (ratio: number) => `${ratio.toFixed(ratio < 10 ? 2 : 0)}×`;
export const percent = (ratio: number) => `${(ratio * 100).toFixed(0)} %`;
export const inMs = (ms: number) => `${ms.toFixed(0)} ms`;

/** `0.49× (0.44× to 0.98×)` */
export function ratioText({ ofMedians, least, most }: Ratio, told = times): string {
  return `${told(ofMedians)} (${told(least)} to ${told(most)})`;
}

export const rateOf = ({ domains, ms }: Sample) => (domains / ms) * 1000;
const cpuOf = ({ domains, cpuMs }: Sample) => cpuMs / domains;

/** `490/s, 2.0 ms of CPU each` */
export function looksText(samples: readonly Sample[]): string {
  const rate = median(samples.map(rateOf)).toFixed(0);
  return `${rate}/s, ${median(samples.map(cpuOf)).toFixed(1)} ms of CPU each`;
}
