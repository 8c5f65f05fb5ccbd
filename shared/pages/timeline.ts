import type { DomainJson } from '../reporting/domain-json.ts';
import { lasting } from '../reporting/times.ts';
import { type Html, html } from './html.ts';
import { stageBadge } from './stage.ts';
import { exactTime } from './time.ts';

/** What happened to a domain, the latest first, and how long each took. */
export function timeline({ history }: DomainJson, now: number): Html {
  if (history.length === 0) return html`<p>Nothing yet.</p>`;
  const entries = history.map((entry, n) => {
    const until = history[n + 1];
    const lastedMs = (until ? Date.parse(until.at) : now) - Date.parse(entry.at);
    return { entry, lasted: `for ${lasting(lastedMs)}${until ? '' : ' so far'}` };
  });
  return html`<ol class="timeline" reversed>
${entries.toReversed().map(
  ({
    entry,
    lasted,
  }) => html`<li>${exactTime(Date.parse(entry.at))} ${stageBadge(entry.to)} <span class="small">${lasted}</span>
<p class="small"><bdi>${entry.reason}</bdi></p></li>
`,
)}</ol>`;
}
