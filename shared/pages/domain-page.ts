import type { DomainName } from '../domain-name.ts';
import type { DomainJson } from '../reporting/domain-json.ts';
import { clockTime, relativeTime } from '../reporting/times.ts';
import { domainPath, domainTexts } from './domain-name.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import { page, section } from './layout.ts';
import { listAddress } from './list-asked.ts';
import { problemArticle } from './problem-article.ts';
import { recordsList } from './records-list.ts';
import { STAGE_MEANINGS, stageBadge, stageShown } from './stage.ts';
import { dueTime, timeInFull, timeOrNone } from './time.ts';
import { timeline } from './timeline.ts';

export interface DomainView {
  readonly domain: DomainJson;
  /** In milliseconds since the epoch. */
  readonly now: number;
  /** Whether the page has the button to look again. */
  readonly mayAsk: boolean;
}

/** The page with everything that is known about one domain. */
export function domainPage({ domain, now, mayAsk }: DomainView): string {
  const { problems, records, certificate } = domain;
  const canAsk = mayAsk && domain.intent === 'mapped';
  const main: HtmlValue = html`<nav aria-label="Where this is"><a href="/">All domains</a></nav>
<h1>${domainTexts(domain.domain)}</h1>
${section(
  'now',
  'Where it stands',
  html`${standing(domain, now)}
${canAsk && askForm(domain.domain)}`,
)}
${section(
  'problems',
  'What is wrong',
  problems.length === 0
    ? html`<p class="good">${nothingWrong(domain)}</p>`
    : problems.map((problem, n) => problemArticle(problem, `problem-${n + 1}`)),
)}
${
  records.length > 0 &&
  section('records', 'The DNS records that it must have', recordsList(records))
}
${section('certificate', 'Certificate', certificate ? certificateFacts(certificate, now) : html`<p>None has been seen yet.</p>`)}
${section('history', 'What happened', timeline(domain, now))}
<p class="small">The same as JSON, for programs: <code>curl -H 'Accept: application/json'</code> at this address.</p>`;
  return page({ title: domain.domain, now, isLive: true }, main);
}

function standing(domain: DomainJson, now: number): Html {
  const stage = stageShown(domain);
  const { siteId, domainId, alias, tries, lastCheckedAt, nextCheckAt } = domain;
  return html`<p class="stage">${stageBadge(stage)} ${stage === null ? 'The multisite has unmapped it.' : html`${STAGE_MEANINGS[stage]}`}</p>
<dl class="facts">
<div><dt>Site</dt><dd><a href="${listAddress({ siteId: String(siteId) })}">${siteId}</a></dd></div>
${domainId !== null && html`<div><dt>Domain record</dt><dd>${domainId}</dd></div>`}
<div><dt>Alias at Closte</dt><dd>${alias}</dd></div>
<div><dt>Tries without success</dt><dd>${tries}</dd></div>
<div><dt>Last checked</dt><dd>${timeOrNone(lastCheckedAt, 'never', (at) => timeInFull(at, now))}</dd></div>
<div><dt>Next check</dt><dd>${timeOrNone(nextCheckAt, 'none', (at) => nextCheck(at, now))}</dd></div>
</dl>`;
}

function nextCheck(at: number, now: number): Html {
  if (at > now) return timeInFull(at, now);
  return html`${dueTime(at, now)} <span class="small">with the next sweep, within a minute or so</span>`;
}

/** A form, so that the button works without a script. */
function askForm(domain: DomainName): Html {
  return html`<form action="${domainPath(domain)}/check" method="post"><button>Check again</button></form>`;
}

function nothingWrong({ intent, stage, lastCheckedAt }: DomainJson): string {
  if (intent === 'unmapped') return 'It is not mapped, so nothing is looked at.';
  if (lastCheckedAt === null && stage !== 'done') return 'It has not been looked at yet.';
  return 'Nothing, as far as we know.';
}

function certificateFacts(
  { issuer, validFrom, validTo, names }: NonNullable<DomainJson['certificate']>,
  now: number,
): Html {
  return html`<dl class="facts">
<div><dt>Issued by</dt><dd>${issuer}</dd></div>
<div><dt>Valid from</dt><dd>${certificateTime(validFrom, now)}</dd></div>
<div><dt>Valid to</dt><dd>${certificateTime(validTo, now)}</dd></div>
<div><dt>For</dt><dd>${names.length === 0 ? 'no name' : html`<ul class="plain">${names.map((name) => html`<li><bdi>${name}</bdi></li>`)}</ul>`}</dd></div>
</dl>`;
}

/** Formats a time from a stranger's certificate, which may not be a valid time. */
function certificateTime(written: string, now: number): string {
  const at = Date.parse(written);
  return Number.isNaN(at) ? written : `${clockTime(at)} (${relativeTime(at, now)})`;
}
