import type { DomainJson, HistoryEntry } from '../reporting/domain-json.ts';
import { MILESTONE_TEXTS } from '../reporting/history-texts.ts';
import { lasting } from '../reporting/times.ts';
import { type Html, html } from './html.ts';
import { stageBadge } from './stage.ts';
import { exactTime } from './time.ts';

/** The history of a domain, the latest first, with how long each stage lasted. */
export function timeline({ history }: DomainJson, now: number): Html {
  if (history.length === 0) return html`<p>Nothing yet.</p>`;
  const items = history.map((entry, n) => item(entry, history.slice(n + 1), now));
  return html`<ol class="timeline" reversed>
${items.toReversed()}</ol>`;
}

function item(entry: HistoryEntry, later: readonly HistoryEntry[], now: number): Html {
  const at = Date.parse(entry.at);
  if (entry.what !== 'stage-changed') {
    return html`<li>${exactTime(at)} ${MILESTONE_TEXTS[entry.what]}</li>
`;
  }
  const next = later.find(({ what }) => what === 'stage-changed');
  const lasted = lasting((next ? Date.parse(next.at) : now) - at);
  return html`<li>${exactTime(at)} ${stageBadge(entry.to)} <span class="small">for ${lasted}${!next && ' so far'}</span>
<p class="small"><bdi>${entry.reason}</bdi></p></li>
`;
}
