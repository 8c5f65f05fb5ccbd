import { isFailed, isLive, type Stage } from '../lifecycle/stage.ts';
import type { Fixer } from '../problems/fix.ts';
import type { DomainJson } from '../reporting/domain-json.ts';
import { type Html, html } from './html.ts';

/** The meaning of each stage, for people who do not know Ultimate Multisite's words. */
export const STAGE_MEANINGS: Readonly<Record<Stage, string>> = {
  'checking-dns': 'waiting for DNS',
  'checking-ssl-cert': 'waiting for the certificate',
  done: 'live',
  'done-without-ssl': 'live without a certificate',
  failed: 'DNS is not right',
  'ssl-failed': 'the certificate is not right',
};

/** The name of the class that a stage has in the style sheet. */
export function stageTone(stage: Stage): 'good' | 'warn' | 'bad' | 'busy' {
  if (isFailed(stage)) return 'bad';
  if (stage === 'done') return 'good';
  return isLive(stage) ? 'warn' : 'busy';
}

/** An unmapped domain is in no stage, whatever its record says. */
export function stageShown({ intent, stage }: Pick<DomainJson, 'intent' | 'stage'>): Stage | null {
  return intent === 'mapped' ? stage : null;
}

export function stageBadge(stage: Stage | null): Html {
  if (stage === null) return html`<span class="badge off">unmapped</span>`;
  const title = STAGE_MEANINGS[stage];
  return html`<span class="badge ${stageTone(stage)}" title="${title}">${stage}</span>`;
}

/** The parties that act, in the words of a person who runs this system. */
export const PARTIES: Readonly<Record<Fixer, string>> = {
  customer: 'the customer',
  ops: 'the operator of this service',
  closte: 'Closte',
  proxy: "the proxy's operator",
  nobody: 'nobody',
};
