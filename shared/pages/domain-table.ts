import type { DomainJson } from '../reporting/domain-json.ts';
import { domainLink } from './domain-name.ts';
import { type Html, html } from './html.ts';
import { stageBadge, stageShown } from './stage.ts';
import { dueTime, timeOf, timeOrNone } from './time.ts';

/** The table of the domains, one row for each. */
export function domainTable(domains: readonly DomainJson[], now: number): Html {
  return html`<table class="domains">
<thead><tr>
<th scope="col">Domain</th><th scope="col">Stage</th><th scope="col">Problem</th>
<th scope="col" class="wide">Site</th><th scope="col" class="wide">Last checked</th><th scope="col" class="wide">Next check</th>
</tr></thead>
<tbody>
${domains.map((domain) => row(domain, now))}</tbody>
</table>`;
}

function row(domain: DomainJson, now: number): Html {
  const { problems, siteId, lastCheckedAt, nextCheckAt } = domain;
  const [first, ...more] = problems;
  return html`<tr>
<th scope="row">${domainLink(domain.domain)}</th>
<td>${stageBadge(stageShown(domain))}</td>
<td>${first ? html`<code class="${first.severity}">${first.code}</code>` : '–'}${more.length > 0 && html` <span class="small">and ${more.length} more</span>`}</td>
<td class="wide">${siteId}</td>
<td class="wide">${timeOrNone(lastCheckedAt, 'never', (at) => timeOf(at, now))}</td>
<td class="wide">${timeOrNone(nextCheckAt, 'none', (at) => dueTime(at, now))}</td>
</tr>
`;
}
