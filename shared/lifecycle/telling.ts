import { createHash } from 'node:crypto';
import type { Circumstances } from './circumstances.ts';
import { type DomainRecord, intentOf, problemsOf, type Telling } from './record.ts';
import { backoffMs, dailyMs } from './rest.ts';
import { isLive } from './stage.ts';

/**
 * What came of telling it.
 *
 * - `absent`: the plugin is not there, or too old
 * - `not-configured`: there is no multisite to tell
 * - `put-off`: it was not asked, for too many ask it; to be tried again then
 */
export type TellingResult =
  | { readonly kind: 'told' | 'absent' | 'not-configured' }
  | { readonly kind: 'put-off'; readonly until: number }
  | { readonly kind: 'failed'; readonly retryAfterMs: number | undefined };

export interface DiagnosisTold {
  /** Of what was told. */
  readonly fingerprint: string;
  readonly result: TellingResult;
}

/** When the plugin is to be told how the domain stands; null if it knows. */
export function tellAt(record: DomainRecord): number | null {
  const { telling } = record;
  if (telling === null || telling.told === fingerprintOf(record)) return null;
  // What it never heard of need not be taken back.
  return intentOf(record) === 'unmapped' && telling.told === null ? null : telling.at;
}

/**
 * What stands for all that people are told of a domain. A live domain's next look is told along with
 * something else: that alone is no news.
 */
export function fingerprintOf(record: DomainRecord): string {
  if (intentOf(record) === 'unmapped') return 'unmapped';
  const { siteId, alias, stage, certificate, askedBy, nextCheckAt } = record;
  const next = isLive(stage) ? null : nextCheckAt;
  const told = [siteId, alias.state, stage, problemsOf(record), certificate, askedBy?.id, next];
  return createHash('sha256').update(JSON.stringify(told)).digest('base64url').slice(0, 22);
}

/** The record of a mapped domain whose multisite is told how it stands, from now on. */
export function toBeTold(record: DomainRecord, now: number): DomainRecord {
  if (record.telling !== null || intentOf(record) === 'unmapped') return record;
  return { ...record, telling: { told: null, failures: 0, at: now } };
}

/** Without end; a plugin that is not there is looked for once a day. */
export function applyDiagnosisTold(
  record: DomainRecord,
  { fingerprint, result }: DiagnosisTold,
  { now, random }: Circumstances,
): DomainRecord {
  const { telling } = record;
  if (telling === null) return record;
  const next = (change: Partial<Telling>) => ({ ...record, telling: { ...telling, ...change } });
  switch (result.kind) {
    case 'told':
      return next({ told: fingerprint, failures: 0, at: now });
    case 'absent':
      return next({ failures: 0, at: now + dailyMs(random) });
    case 'not-configured':
      return { ...record, telling: null };
    case 'put-off':
      return next({ at: result.until });
    case 'failed': {
      const failures = telling.failures + 1;
      return next({
        failures,
        at: now + Math.max(backoffMs(failures, random), result.retryAfterMs ?? 0),
      });
    }
  }
}
