import { NEEDED } from '../lifecycle/marks.ts';
import { STAGES } from '../lifecycle/stage.ts';
import type { Count } from '../lifecycle/statistics.ts';
import { relativeTime } from '../reporting/times.ts';
import { type Html, type HtmlValue, html } from './html.ts';
import { section } from './layout.ts';
import { listAddress } from './list-asked.ts';
import { grouped } from './numbers.ts';
import { PARTIES, STAGE_MEANINGS, stageTone } from './stage.ts';
import { exactTime, timeOf } from './time.ts';

/** The state of the whole system. Times are milliseconds since the epoch. */
export interface Summary {
  /** Null if the domains were never counted. */
  readonly count: Count | null;
  /** When the domain that has waited longest became due; absent if none is due. */
  readonly oldestDueAt?: number;
  /** Whether each part of the system is well, in the order in which to look at the parts. */
  readonly parts: readonly PartOfSystem[];
}

/** One part of the system, and how it is. */
export interface PartOfSystem {
  readonly name: string;
  readonly tone: 'good' | 'warn' | 'bad' | 'off';
  readonly text: string;
  /** Since when the part has been in this state, or when it last was. */
  readonly at?: number;
  /** How long the part stays in this state, unless it is found to continue. */
  readonly until?: number;
  /** A message of the part, or an instruction. */
  readonly note?: string;
  /** The command that carries the instruction out. */
  readonly command?: string;
}

/** The answer to "Does the system work?", at a glance. */
export function summarySection(summary: Summary, now: number): Html {
  const { count } = summary;
  return section(
    'summary',
    'Summary',
    html`<div class="cards">
${count ? needsCard(count.needs) : card('Needs attention', html`<p>Not counted yet.</p>`)}
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
  if (needed.length === 0)
    return card('Needs attention', html`<p class="good">No domain does.</p>`);
  return card(
    'Needs attention',
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
      ? { name: 'Oldest waiting', tone: 'good', text: 'none' }
      : { name: 'Oldest waiting', tone: waitTone(now - oldestDueAt), text: 'due', at: oldestDueAt };
  return card(
    'The system',
    html`<dl class="parts">
${[waiting, ...parts].map((part) => partOfSystem(part, now))}
</dl>`,
  );
}

function partOfSystem(part: PartOfSystem, now: number): Html {
  const { name, tone, text, at, until, note, command } = part;
  return html`<div><dt>${name}</dt><dd><span class="${tone}">${text}${at !== undefined && html` ${timeOf(at, now)}`}</span>${until !== undefined && html` until ${exactTime(until)}, ${relativeTime(until, now)}`}${note !== undefined && html`<p class="small"><bdi>${note}</bdi>${command !== undefined && html` <code>${command}</code>`}</p>`}</dd></div>`;
}

/** A sweep comes every minute; if a domain has waited for ten, nothing sweeps. */
function waitTone(waitedMs: number): PartOfSystem['tone'] {
  if (waitedMs < 3 * 60_000) return 'good';
  return waitedMs < 10 * 60_000 ? 'warn' : 'bad';
}
