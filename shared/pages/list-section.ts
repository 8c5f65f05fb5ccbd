import { NEEDED } from '../lifecycle/marks.ts';
import { STAGES } from '../lifecycle/stage.ts';
import { PROBLEM_CODES } from '../problems/codes.ts';
import type { DomainJson } from '../reporting/domain-json.ts';
import { domainLink } from './domain-name.ts';
import { domainTable } from './domain-table.ts';
import { type Html, html } from './html.ts';
import { section } from './layout.ts';
import { type ListAsked, listAddress } from './list-asked.ts';
import { PARTIES, STAGE_MEANINGS, stageBadge, stageShown } from './stage.ts';
import { pageAfter, pageBefore } from './trail.ts';

/** One page of the list, or the reason why there is none. */
export interface Listing {
  readonly asked: ListAsked;
  /** The fault of the request, as a sentence. */
  readonly fault?: string;
  readonly domains: readonly DomainJson[];
  /** Domains that cannot be listed, and why. */
  readonly damaged: readonly { readonly domain: string; readonly reason: string }[];
  readonly nextPageToken?: string;
  /** The domain whose whole name was searched for. */
  readonly exact?: DomainJson;
}

/** The list with its search, its filters, and the links to its other pages. */
export function listSection(listing: Listing, now: number): Html {
  const { asked, domains, exact, fault, damaged } = listing;
  return section(
    'domains',
    'Domains',
    html`${filters(asked)}
${fault !== undefined && html`<p class="fault" role="alert">${fault}</p>`}
${damaged.map(({ reason }) => html`<p class="fault" role="alert">${reason}</p>`)}
${exact && html`<p class="exact">Found: ${domainLink(exact.domain)} ${stageBadge(stageShown(exact))}</p>`}
${domains.length > 0 ? domainTable(domains, now) : html`<p class="empty">${emptyText(listing)}</p>`}
${paging(listing)}`,
  );
}

/** A GET form, so that each view of the list has an address. */
function filters(asked: ListAsked): Html {
  const stages = STAGES.map((stage) => [stage, `${stage}: ${STAGE_MEANINGS[stage]}`] as const);
  const problems = PROBLEM_CODES.map((code) => [code, code] as const);
  const parties = NEEDED.map((who) => [who, PARTIES[who]] as const);
  return html`<form class="filters" action="/#domains" method="get" role="search" autocomplete="off">
${field('q', 'Name', html`<input id="q" type="search" name="q" value="${asked.q ?? ''}" maxlength="253" spellcheck="false">`)}
${choiceField('stage', 'Stage', [['', 'any'], ...stages], asked.stage)}
${choiceField('problem', 'Problem', [['', 'any'], ...problems], asked.problem)}
${choiceField('needs', 'Needs', [['', 'any'], ...parties], asked.needs)}
${field('siteId', 'Site', html`<input id="siteId" name="siteId" value="${asked.siteId ?? ''}" inputmode="numeric" size="6">`)}
<button>Show</button> ${isFiltered(asked) && html`<a href="/">Show all</a>`}
</form>`;
}

function field(name: string, label: string, input: Html): Html {
  return html`<div><label for="${name}">${label}</label>${input}</div>`;
}

function choiceField(
  name: string,
  label: string,
  choices: readonly (readonly [value: string, text: string])[],
  chosen = '',
): Html {
  const options = choices.map(
    ([value, text]) =>
      html`<option value="${value}"${value === chosen && SELECTED}>${text}</option>`,
  );
  return field(name, label, html`<select id="${name}" name="${name}">${options}</select>`);
}

const SELECTED = html` selected`;

function isFiltered({ pageToken: _, back: __, ...filter }: ListAsked): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}

function emptyText({ asked, nextPageToken, fault }: Listing): string {
  if (fault !== undefined) return 'Nothing is listed.';
  if (nextPageToken !== undefined) return 'None among those looked through so far.';
  if (asked.pageToken !== undefined) return 'There are no more.';
  return isFiltered(asked)
    ? 'No domain matches.'
    : 'No domain has been mapped yet. The first event of the multisite, or “closte-domains publish”, adds one.';
}

function paging({ asked, nextPageToken }: Listing): Html | undefined {
  const { pageToken, back: _, ...filter } = asked;
  if (pageToken === undefined && nextPageToken === undefined) return undefined;
  const before = pageBefore(asked);
  const isSecond = before !== undefined && before.pageToken === undefined;
  return html`<nav class="paging" aria-label="Pages of the list">
${pageToken !== undefined && !isSecond && html`<a href="${listAddress(filter)}" rel="first">First page</a>`}
${before && html`<a href="${listAddress(before)}" rel="prev">Previous page</a>`}
${nextPageToken !== undefined && html`<a href="${listAddress(pageAfter(asked, nextPageToken))}" rel="next">Next page</a>`}
</nav>`;
}
