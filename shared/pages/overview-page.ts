import type { Day } from '../lifecycle/statistics.ts';
import { chartsSection } from './charts-section.ts';
import { type HtmlValue, html } from './html.ts';
import { page } from './layout.ts';
import { type Listing, listSection } from './list-section.ts';
import { type Summary, summarySection } from './summary-section.ts';

/** The content of the first page. */
export interface Overview {
  /** In milliseconds since the epoch. */
  readonly now: number;
  /** The main domain of the network, if it is known. */
  readonly network?: string;
  readonly summary: Summary;
  readonly days: readonly Day[];
  readonly listing: Listing;
}

/** The first page: the state of the whole system, then the domains. */
export function overviewPage({ now, network, summary, days, listing }: Overview): string {
  const title = network === undefined ? 'Mapped domains' : `Mapped domains of ${network}`;
  const main: HtmlValue = html`<h1>${title}</h1>
${summarySection(summary, now)}
${listSection(listing, now)}
${chartsSection(days, now)}`;
  return page({ title, now, isLive: true }, main);
}
