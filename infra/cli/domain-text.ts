import { displayName } from '../../shared/domain-name.ts';
import { isFailed, isLive, type Stage } from '../../shared/lifecycle/stage.ts';
import type { DomainJson } from '../../shared/reporting/domain-json.ts';
import { MILESTONE_TEXTS } from '../../shared/reporting/history-texts.ts';
import { clockTime, nextTime, relativeTime } from '../../shared/reporting/times.ts';
import { certificateTexts } from './certificate-text.ts';
import { problemLines } from './problem-text.ts';
import { aligned } from './table.ts';
import { EMPTY_LINE, type Line, styled, type Text } from './text.ts';

/** Everything that is known about a domain. */
export function domainLines(domain: DomainJson, now: number): Line[] {
  return [
    title(domain),
    EMPTY_LINE,
    ...aligned(facts(domain, now)),
    ...section('Problems', problemLines(domain.problems)),
    ...section('History', historyLines(domain)),
  ];
}

/** A stage, in a colour that shows what it means for the site. */
export function stageText(stage: Stage): Text {
  if (isFailed(stage)) return styled('red', stage);
  if (stage === 'done') return styled('green', stage);
  return isLive(stage) ? styled('yellow', stage) : stage;
}

/** Lines under a heading; nothing if there are none. */
export function section(heading: string, lines: readonly Line[]): Line[] {
  return lines.length === 0 ? [] : [EMPTY_LINE, [styled('bold', heading)], ...lines];
}

/** Its name; an internationalized one also as people write it. */
function title({ domain }: DomainJson): Line {
  const written = displayName(domain);
  return [styled('bold', domain), ...(written === domain ? [] : [` (${written})`])];
}

function facts(domain: DomainJson, now: number): Text[][] {
  const { intent, siteId, domainId, alias, stage, tries, certificate } = domain;
  const [issued = 'not seen yet', ...more] = certificate ? certificateTexts(certificate, now) : [];
  return [
    ['Asked for', intent],
    ['Site', String(siteId)],
    ...(domainId === null ? [] : [['Domain record', String(domainId)]]),
    ['Alias at Closte', alias],
    ['Stage', stageText(stage)],
    ['Tries', `${tries} without success`],
    ['Last checked', momentOr('never', domain.lastCheckedAt, (at) => relativeTime(at, now))],
    ['Next check', momentOr('none', domain.nextCheckAt, (at) => nextTime(at, now))],
    ['Certificate', issued],
    ...more.map((text) => ['', text]),
  ];
}

function momentOr(none: string, written: string | null, told: (at: number) => string): string {
  if (written === null) return none;
  const at = Date.parse(written);
  return `${clockTime(at)} (${told(at)})`;
}

function historyLines({ history }: DomainJson): Line[] {
  return aligned(
    history.map((entry) => [
      clockTime(Date.parse(entry.at)),
      ...(entry.what === 'stage-changed'
        ? [`${entry.from} → ${entry.to}`, entry.reason]
        : [MILESTONE_TEXTS[entry.what]]),
    ]),
  );
}
