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

/** One page of the list, or why there is none. */
export interface Listing {
  readonly asked: ListAsked;
  /** What is wrong with what was asked, as a sentence. */
  readonly fault?: string;
  readonly domains: readonly DomainJson[];
  /** Those that cannot be listed, and why. */
  readonly damaged?: readonly { readonly domain: string; readonly reason: string }[];
  readonly nextPageToken?: string;
  /** The domain whose whole name was searched for. */
  readonly exact?: DomainJson;
}

/** The list with its search, its filters, and the ways to its other pages. */
export function listSection(listing: Listing, now: number): Html {
  const { asked, domains, exact, fault, damaged = [] } = listing;
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

/** A form that is a GET, so that each view of the list has an address. */
function filters(asked: ListAsked): Html {
  const stages = STAGES.map((stage) => [stage, `${stage}: ${STAGE_MEANINGS[stage]}`] as const);
  const problems = PROBLEM_CODES.map((code) => [code, code] as const);
  const parties = NEEDED.map((who) => [who, PARTIES[who]] as const);
  return html`<form class="filters" action="/" method="get" role="search">
${field('q', 'Name', html`<input id="q" type="search" name="q" value="${asked.q ?? ''}" maxlength="253" autocomplete="off" spellcheck="false">`)}
${choiceField('stage', 'Stage', [['', 'any'], ...stages], asked.stage)}
${choiceField('problem', 'Problem', [['', 'any'], ...problems], asked.problem)}
${choiceField('needs', 'Needs', [['', 'anybody or nobody'], ...parties], asked.needs)}
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

function isFiltered({ pageToken: _, ...filter }: ListAsked): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}

function emptyText({ asked, nextPageToken, fault }: Listing): string {
  if (fault !== undefined) return 'Nothing is listed.';
  if (nextPageToken !== undefined) return 'None among those looked through so far.';
  if (asked.pageToken !== undefined) return 'There are no more.';
  return isFiltered(asked)
    ? 'No domain is like that.'
    : 'No domain has been mapped yet. The first event of the multisite, or “closte-domains publish”, brings one.';
}

function paging({ asked, nextPageToken }: Listing): Html | undefined {
  const { pageToken, ...filter } = asked;
  if (pageToken === undefined && nextPageToken === undefined) return undefined;
  return html`<nav class="paging" aria-label="Pages of the list">
${pageToken !== undefined && html`<a href="${listAddress(filter)}" rel="first">First page</a>`}
${nextPageToken !== undefined && html`<a href="${listAddress({ ...filter, pageToken: nextPageToken })}" rel="next">Next page</a>`}
</nav>`;
}
