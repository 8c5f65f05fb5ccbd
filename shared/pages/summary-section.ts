import { NEEDED } from '../lifecycle/marks.ts';
import { STAGES } from '../lifecycle/stage.ts';
import type { Count } from '../lifecycle/statistics.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import { section } from './layout.ts';
import { listAddress } from './list-asked.ts';
import { grouped } from './numbers.ts';
import { PARTIES, STAGE_MEANINGS, stageTone } from './stage.ts';
import { timeOf } from './time.ts';

/** How the whole stands. Times are milliseconds since the epoch. */
export interface Summary {
  /** Null if the domains were never counted. */
  readonly count: Count | null;
  /** When the domain that has waited the longest was due; absent if none is. */
  readonly oldestDueAt?: number;
  /** Whether all is well with each part of the system, the parts that are looked at in this order. */
  readonly parts: readonly PartOfSystem[];
}

export interface PartOfSystem {
  readonly name: string;
  readonly tone: 'good' | 'warn' | 'bad' | 'off';
  readonly text: string;
  /** Since when, or when last. */
  readonly at?: number;
}

/** The answer to "is the system well?", in one look. */
export function summarySection(summary: Summary, now: number): Html {
  const { count } = summary;
  return section(
    'summary',
    'Summary',
    html`<div class="cards">
${count ? needsCard(count.needs) : card('Needs somebody', html`<p>Not counted yet.</p>`)}
${count ? stagesCard(count, now) : card('Domains', html`<p>Not counted yet; the sweep counts them.</p>`)}
${systemCard(summary, now)}
</div>`,
  );
}

function card(heading: string, body: HtmlValue): Html {
  return html`<div class="card"><h3>${heading}</h3>
${body}</div>`;
}

function needsCard(needs: Count['needs']): Html {
  const rows = NEEDED.map((who) => ({ who, count: needs[who] }));
  const needed = rows.filter(({ count }) => count > 0);
  if (needed.length === 0) return card('Needs somebody', html`<p class="good">No domain does.</p>`);
  return card(
    'Needs somebody',
    html`<ul class="counts">
${needed.map(({ who, count }) => html`<li><a href="${listAddress({ needs: who })}"><b>${grouped(count)}</b> ${count === 1 ? 'needs' : 'need'} ${PARTIES[who]}</a></li>`)}
</ul>`,
  );
}

function stagesCard({ at, stages }: Count, now: number): Html {
  const total = STAGES.reduce((sum, stage) => sum + stages[stage], 0);
  const shown = STAGES.filter((stage) => stages[stage] > 0);
  const counted = now - at < 1000 ? undefined : html`, counted ${timeOf(at, now)}`;
  return card(
    `${grouped(total)} ${total === 1 ? 'domain is' : 'domains are'} mapped`,
    html`<ul class="counts">
${shown.map((stage) => html`<li><a href="${listAddress({ stage })}"><b>${grouped(stages[stage])}</b> <span class="badge ${stageTone(stage)}">${stage}</span></a> <span class="small">${STAGE_MEANINGS[stage]}</span></li>`)}
</ul>
${counted && html`<p class="small">By stage${counted}.</p>`}`,
  );
}

function systemCard({ oldestDueAt, parts }: Summary, now: number): Html {
  const waiting: PartOfSystem =
    oldestDueAt === undefined
      ? { name: 'Oldest waiting', tone: 'good', text: 'none waits' }
      : { name: 'Oldest waiting', tone: waitTone(now - oldestDueAt), text: 'due', at: oldestDueAt };
  return card(
    'The system',
    html`<dl class="parts">
${[waiting, ...parts].map(({ name, tone, text, at }) => html`<div><dt>${name}</dt><dd class="${tone}">${text}${at !== undefined && html` ${timeOf(at, now)}`}</dd></div>`)}
</dl>`,
  );
}

/** A sweep comes every minute; what has waited for ten is not being looked after. */
function waitTone(waitedMs: number): PartOfSystem['tone'] {
  if (waitedMs < 3 * 60_000) return 'good';
  return waitedMs < 10 * 60_000 ? 'warn' : 'bad';
}
