import type { RecordJson } from '../reporting/problem-json.ts';
import { type Html, html } from './html.ts';

/** A list of DNS records. The script gives each part of a record a button to copy it. */
export function recordsList(records: readonly RecordJson[]): Html {
  return html`<ul class="plain">
${records.map(
  ({ type, name, host, value, ttl }) => html`<li class="card"><dl class="facts">
<div><dt>Type</dt><dd><code>${type}</code></dd></div>
<div><dt>Name</dt><dd>${copied('the short name', host)} <span class="small">in full</span> ${copied('the full name', name)}</dd></div>
<div><dt>Value</dt><dd>${copied('the value', value)}</dd></div>
<div><dt>TTL</dt><dd>${ttl} s</dd></div>
</dl></li>
`,
)}</ul>`;
}

function copied(what: string, text: string): Html {
  return html`<code data-copy="${what}">${text}</code>`;
}
